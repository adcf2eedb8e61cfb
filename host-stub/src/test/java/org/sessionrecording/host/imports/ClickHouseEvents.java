package org.sessionrecording.host.imports;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.sessionrecording.host.testing.ClickHouseServer;

/** PostHog's {@code events} of 2020; its timestamps in whole seconds, or in milliseconds as a number. */
final class ClickHouseEvents implements EventsTable {
    private final ClickHouseServer server;
    private final String timeType;

    ClickHouseEvents(ClickHouseServer server, String timeType) {
        this.server = server;
        this.timeType = timeType;
    }

    @Override
    public String url() {
        return server.url() + "/?database=posthog";
    }

    @Override
    public String user() {
        return ClickHouseServer.READER;
    }

    @Override
    public String password() {
        return ClickHouseServer.PASSWORD;
    }

    @Override
    public void create() {
        String day = timeType.equals("Int64") ? "toDate(intDiv(timestamp, 1000))" : "toDate(timestamp)";
        server.execute(
                "CREATE DATABASE IF NOT EXISTS posthog",
                "DROP TABLE IF EXISTS posthog.posthog_event",
                "CREATE TABLE posthog.posthog_event (uuid UUID, event String, properties String, timestamp " + timeType
                        + ", team_id Int64, distinct_id String, created_at DateTime DEFAULT now())"
                        + " ENGINE = MergeTree PARTITION BY toYYYYMM(" + day + ") ORDER BY (team_id, " + day
                        + ", distinct_id, uuid)");
    }

    @Override
    public void createForAnyJson() {
        create();
    }

    @Override
    public void insert(List<Row> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Row row : rows) {
            insert(
                    bytes,
                    row,
                    row.distinctId().getBytes(StandardCharsets.UTF_8),
                    row.properties().getBytes(StandardCharsets.UTF_8));
        }
        write(bytes);
    }

    /** A row of any bytes. */
    void insert(Row row, byte[] distinctId, byte[] properties) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        insert(bytes, row, distinctId, properties);
        write(bytes);
    }

    private void write(ByteArrayOutputStream rows) {
        server.insert(
                "INSERT INTO posthog.posthog_event (uuid, event, properties, timestamp, team_id, distinct_id)"
                        + " FORMAT RowBinary",
                rows.toByteArray());
    }

    private void insert(ByteArrayOutputStream bytes, Row row, byte[] distinctId, byte[] properties) {
        bytes.writeBytes(number(8).putLong(row.uuid().getMostSignificantBits()).array());
        bytes.writeBytes(number(8).putLong(row.uuid().getLeastSignificantBits()).array());
        text(bytes, row.event().getBytes(StandardCharsets.UTF_8));
        text(bytes, properties);
        Instant at = row.timestamp();
        bytes.writeBytes(
                timeType.equals("Int64")
                        ? number(8).putLong(at.toEpochMilli()).array()
                        : number(4).putInt((int) at.getEpochSecond()).array());
        bytes.writeBytes(number(8).putLong(row.team()).array());
        text(bytes, distinctId);
    }

    private static ByteBuffer number(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void text(ByteArrayOutputStream bytes, byte[] text) {
        int length = text.length;
        while (length > 0x7F) {
            bytes.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        bytes.write(length);
        bytes.writeBytes(text);
    }

    @Override
    public void close() {}
}
