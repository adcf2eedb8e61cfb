/**
 * The bytes: how snapshots become a chunk and how chunks become one archive document without recompressing. Rule: no
 * I/O of its own and no knowledge of stores; what is written here must be readable in fifty years.
 */
@NullMarked
package org.sessionrecording.api.format;

import org.jspecify.annotations.NullMarked;
