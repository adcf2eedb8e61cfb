/** Enrichers over recordings that are stored already: the operation, and one recording's way through it. */
@NullMarked
package org.sessionrecording.host.rerun;

import org.jspecify.annotations.NullMarked;
