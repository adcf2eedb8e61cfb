/**
 * Snapshots that another database holds, brought here: read in order, stored by ingest's ways, compared at the end. The only
 * room that knows foreign databases.
 */
@NullMarked
package org.sessionrecording.host.imports;

import org.jspecify.annotations.NullMarked;
