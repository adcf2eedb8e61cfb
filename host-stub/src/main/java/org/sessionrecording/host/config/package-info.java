/**
 * What the operator said, by environment: read once, whole, into records, or refused with every bad value listed.
 */
@NullMarked
package org.sessionrecording.host.config;

import org.jspecify.annotations.NullMarked;
