package org.sessionrecording.host.imports;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the columns of an events table are, and how they are asked for. Everything in its texts is checked, or a number. */
record PostgresLayout(Selection selection, Map<String, String> types) {
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "smallserial", "serial", "bigserial");
    private static final Set<String> TIMES = Set.of("timestamptz", "timestamp");
    private static final List<String> NEEDED = List.of("id", "event", "properties", "distinct_id", "timestamp");

    PostgresLayout {
        types = Map.copyOf(types);
    }

    static PostgresLayout read(Connection connection, Selection selection) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery(
                        "select * from " + selection.table().quoted('"') + " t where false")) {
            ResultSetMetaData columns = none.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                types.put(columns.getColumnName(i), columns.getColumnTypeName(i).toLowerCase(Locale.ROOT));
            }
        }
        return checked(new PostgresLayout(selection, types));
    }

    private static PostgresLayout checked(PostgresLayout layout) {
        Map<String, String> types = layout.types();
        List<String> missing =
                NEEDED.stream().filter(name -> !types.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw wrong(layout, "it has no column " + String.join(", ", missing));
        }
        if (!layout.isUuid() && !NUMBERS.contains(types.get("id"))) {
            throw wrong(layout, "its id is " + types.get("id") + ", neither a number nor a uuid");
        }
        if (!TIMES.contains(types.get("timestamp"))) {
            throw wrong(layout, "its timestamp is " + types.get("timestamp") + ", no timestamp");
        }
        if (layout.selection().team().isPresent() && !layout.hasTeam()) {
            throw wrong(layout, "it has no column team_id (leave that out)");
        }
        return layout;
    }

    private static SourceException wrong(PostgresLayout layout, String why) {
        return SourceException.lasting(
                "Cannot import from " + layout.selection().table() + ": " + why + " (an events table has "
                        + String.join(", ", NEEDED) + ")",
                null);
    }

    boolean isUuid() {
        return "uuid".equals(types.get("id"));
    }

    boolean hasTeam() {
        return types.containsKey("team_id");
    }

    String from() {
        return selection.table().quoted('"');
    }

    String millis() {
        return "coalesce((extract(epoch from t.\"timestamp\") * 1000)::bigint, 0)";
    }

    String idLiteral(Position position) {
        return isUuid() ? "'" + UUID.fromString(position.id()) + "'::uuid" : String.valueOf(position.place());
    }

    String where() {
        List<String> conditions = new ArrayList<>();
        conditions.add("t.\"event\" = '$snapshot'");
        selection.team().ifPresent(team -> conditions.add("t.\"team_id\" = " + team));
        String zone = "timestamp".equals(types.get("timestamp")) ? " at time zone 'UTC'" : "";
        selection.from().ifPresent(from -> conditions.add("t.\"timestamp\" >= " + PostgresTable.literal(from) + zone));
        selection.to().ifPresent(to -> conditions.add("t.\"timestamp\" < " + PostgresTable.literal(to) + zone));
        return String.join(" and ", conditions);
    }
}
