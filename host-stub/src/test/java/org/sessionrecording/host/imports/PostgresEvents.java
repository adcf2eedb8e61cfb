package org.sessionrecording.host.imports;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;

/** PostHog's {@code posthog_event} of 2020. */
final class PostgresEvents implements EventsTable {
    private static final List<String> TABLE = List.of("drop table if exists posthog_event", """
            create table posthog_event (
                id serial primary key,
                event varchar(200),
                properties jsonb not null,
                distinct_id varchar(200) not null,
                elements jsonb,
                "timestamp" timestamptz not null,
                team_id int not null,
                created_at timestamptz default now())
            """);

    private final Connection connection;
    private final String jdbcUrl;
    /** Of the column {@code properties}. */
    private String type = "jsonb";

    PostgresEvents(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        try {
            connection = DriverManager.getConnection(jdbcUrl);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String url() {
        return jdbcUrl.substring(0, jdbcUrl.indexOf('?'));
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "unused where all are trusted";
    }

    @Override
    public void create() {
        create("jsonb");
    }

    /** {@code jsonb} refuses NUL and lone surrogates, both of which recordings hold. */
    @Override
    public void createForAnyJson() {
        create("json");
    }

    private void create(String properties) {
        type = properties;
        try (var statement = connection.createStatement()) {
            for (String sql : TABLE) {
                statement.execute(sql.replace("properties jsonb", "properties " + type));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void insert(List<Row> rows) {
        String sql = "insert into posthog_event (event, properties, distinct_id, \"timestamp\", team_id)"
                + " values (?, ?::" + type + ", ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                statement.setString(1, row.event());
                statement.setString(2, row.properties());
                statement.setString(3, row.distinctId());
                statement.setTimestamp(4, Timestamp.from(row.timestamp()));
                statement.setInt(5, row.team());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
