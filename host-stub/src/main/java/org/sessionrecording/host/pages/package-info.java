/**
 * Pages for people, rendered on the server with escaping on.
 */
@NullMarked
package org.sessionrecording.host.pages;

import org.jspecify.annotations.NullMarked;
