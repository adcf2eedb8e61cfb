/**
 * What clients ask before they record: configuration in the dialect of every era, answered by capture rules.
 */
@NullMarked
package org.sessionrecording.host.capture;

import org.jspecify.annotations.NullMarked;
