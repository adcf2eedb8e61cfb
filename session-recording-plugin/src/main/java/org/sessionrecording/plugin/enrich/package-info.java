/**
 * What is known of a recording without playing it, and what must not be stored at all. Each enricher looks at a snapshot's
 * type first and reads a field only where it must, since all of them see every snapshot while it is ingested. No instance
 * holds the state of a chunk: that is what its {@link org.sessionrecording.api.enrich.Enrichment} is for.
 */
@NullMarked
package org.sessionrecording.plugin.enrich;

import org.jspecify.annotations.NullMarked;
