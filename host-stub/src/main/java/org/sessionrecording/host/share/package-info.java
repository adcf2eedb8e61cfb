/**
 * Links for people without login. A token opens one recording, cut on this side, until it expires or is withdrawn; what does
 * not open looks the same whatever the reason. Each view is counted and logged.
 */
@NullMarked
package org.sessionrecording.host.share;

import org.jspecify.annotations.NullMarked;
