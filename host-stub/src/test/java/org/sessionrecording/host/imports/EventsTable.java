package org.sessionrecording.host.imports;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An events table of a test, in one database or another. */
interface EventsTable extends AutoCloseable {
    /** What {@code host.import_snapshots} is given as URL. */
    String url();

    String user();

    String password();

    /** Makes it anew, empty. */
    void create();

    /** As {@link #create}, with properties that hold any JSON. */
    void createForAnyJson();

    void insert(List<Row> rows);

    default void insert(Row... rows) {
        insert(List.of(rows));
    }

    @Override
    void close();

    /** A row; {@code uuid} is its id where the table has UUIDs. */
    record Row(UUID uuid, String event, String distinctId, Instant timestamp, int team, String properties) {
        static Row snapshot(String distinctId, Instant at, String properties) {
            return new Row(UUID.randomUUID(), "$snapshot", distinctId, at, 1, properties);
        }

        /** Properties around snapshots. */
        static Row snapshot(String distinctId, String session, Instant at, String snapshotData) {
            String id = session.isEmpty() ? "" : "\"$session_id\":\"" + session + "\",\"$window_id\":\"w\",";
            return snapshot(distinctId, at, "{" + id + "\"$snapshot_data\":" + snapshotData + "}");
        }
    }
}
