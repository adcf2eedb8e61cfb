package org.sessionrecording.host.imports;

import java.util.List;
import java.util.Optional;

/** The snapshot rows of an events table, read only. For one thread. */
interface SnapshotTable extends AutoCloseable {
    /**
     * How many rows are selected. Requires that they are all of one team, so that no project is given another's recordings.
     *
     * @throws SourceException where the table is not laid out as expected, or holds rows of several teams
     */
    long count();

    /**
     * The next rows in order, as many as a page holds.
     *
     * @return empty at the end
     * @throws SourceException of kind STORE where it may be tried again
     */
    List<SourceRow> page(Optional<Position> after);

    @Override
    void close();
}
