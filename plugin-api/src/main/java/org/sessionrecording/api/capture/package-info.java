/**
 * Who is recorded, and how: rules answered to clients in their configuration and enforced where snapshots arrive.
 */
@NullMarked
package org.sessionrecording.api.capture;

import org.jspecify.annotations.NullMarked;
