/**
 * Where the host may connect to when somebody else names the address. Decided by what a name means right now, never by how it
 * is spelled.
 */
@NullMarked
package org.sessionrecording.host.outgoing;

import org.jspecify.annotations.NullMarked;
