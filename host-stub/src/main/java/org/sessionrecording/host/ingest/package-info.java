/**
 * From decoded requests to durable chunks: repeats, sessions, identity, enrichment, one transaction.
 */
@NullMarked
package org.sessionrecording.host.ingest;

import org.jspecify.annotations.NullMarked;
