/**
 * PostgreSQL: the only room that knows SQL for recordings, chunks, links, events and state. {@code SQLException} ends here.
 */
@NullMarked
package org.sessionrecording.host.store;

import org.jspecify.annotations.NullMarked;
