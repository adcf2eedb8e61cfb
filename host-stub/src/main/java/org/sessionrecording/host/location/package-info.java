/**
 * Where visitors are, by a file of the operator's and no other means. The room's rule: an address is looked up and forgotten; it
 * is stored nowhere, logged nowhere, and handed to no plugin.
 */
@NullMarked
package org.sessionrecording.host.location;

import org.jspecify.annotations.NullMarked;
