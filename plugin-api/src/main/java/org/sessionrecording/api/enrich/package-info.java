/**
 * Snapshot enrichment: an extension sees each snapshot once while it is ingested, gives facts, and may redact or drop.
 */
@NullMarked
package org.sessionrecording.api.enrich;

import org.jspecify.annotations.NullMarked;
