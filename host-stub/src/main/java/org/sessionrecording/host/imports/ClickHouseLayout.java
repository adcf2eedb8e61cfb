package org.sessionrecording.host.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the columns of an events table in ClickHouse are, and how they are asked for. All in its texts is checked, or a number. */
record ClickHouseLayout(Selection selection, Map<String, String> types, String idColumn) {
    private static final int LONGEST_TEXT = 8_192;
    private static final List<String> NEEDED = List.of("event", "properties", "distinct_id", "timestamp");

    ClickHouseLayout {
        types = Map.copyOf(types);
    }

    static ClickHouseLayout read(ClickHouseClient client, Selection selection) {
        TableName table = selection.table();
        String database = table.schema().map(name -> "'" + name + "'").orElse("currentDatabase()");
        Map<String, String> types = new HashMap<>();
        try (RowBinary rows = client.query("SELECT name, type FROM system.columns WHERE database = " + database
                + " AND table = '" + table.name() + "' FORMAT RowBinary")) {
            while (rows.next()) {
                types.put(text(rows), text(rows));
            }
        }
        if (types.isEmpty()) {
            throw wrong(selection, "there is no such table, or this user may not see it");
        }
        String id = types.containsKey("uuid") ? "uuid" : "id";
        List<String> missing = new ArrayList<>(NEEDED);
        missing.add(id);
        missing.removeAll(types.keySet());
        if (!missing.isEmpty()) {
            throw wrong(selection, "it has no column " + String.join(", ", missing));
        }
        ClickHouseLayout layout = new ClickHouseLayout(selection, types, id);
        if (!layout.isUuid() && !isInteger(types.get(id))) {
            throw wrong(selection, "its " + id + " is " + types.get(id) + ", neither a number nor a UUID");
        }
        layout.millis();
        if (selection.team().isPresent() && !layout.hasTeam()) {
            throw wrong(selection, "it has no column team_id (leave that out)");
        }
        return layout;
    }

    private static String text(RowBinary rows) {
        return new String(rows.bytes(LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    private static SourceException wrong(Selection selection, String why) {
        return SourceException.lasting(
                "Cannot import from " + selection.table() + ": " + why
                        + " (an events table has uuid, event, properties, distinct_id, timestamp)",
                null);
    }

    private static boolean isInteger(String type) {
        return type.matches("U?Int(8|16|32|64)");
    }

    boolean isUuid() {
        return types.get(idColumn).equals("UUID");
    }

    boolean hasTeam() {
        return types.containsKey("team_id");
    }

    String from() {
        return selection.table().quoted('`');
    }

    private String time() {
        return types.get("timestamp");
    }

    /** The timestamp in milliseconds. */
    String millis() {
        if (time().startsWith("DateTime64")) {
            return "toUnixTimestamp64Milli(`timestamp`)";
        }
        if (time().startsWith("DateTime")) {
            return "toInt64(toUnixTimestamp(`timestamp`)) * 1000";
        }
        if (isInteger(time())) {
            return "toInt64(`timestamp`)";
        }
        throw wrong(selection, "its timestamp is " + time() + ", neither a DateTime nor a number of milliseconds");
    }

    /** Milliseconds as the column has them, so that partitions and primary keys are of use. */
    private String literal(long millis) {
        if (time().startsWith("DateTime64")) {
            return "fromUnixTimestamp64Milli(toInt64(" + millis + "))";
        }
        return time().startsWith("DateTime") ? "toDateTime(" + Math.floorDiv(millis, 1_000) + ")" : "" + millis;
    }

    String atOrAfter(long millis) {
        // a DateTime has whole seconds: what is at or after a part of one is at or after the next
        boolean seconds = time().startsWith("DateTime") && !time().startsWith("DateTime64");
        return "`timestamp` >= " + literal(seconds ? millis + 999 : millis);
    }

    String before(long millis) {
        boolean seconds = time().startsWith("DateTime") && !time().startsWith("DateTime64");
        return "`timestamp` < " + literal(seconds ? millis + 999 : millis);
    }

    String after(Position position) {
        String id = isUuid() ? "toUUID('" + UUID.fromString(position.id()) + "')" : "" + Long.parseLong(position.id());
        String at = literal(position.place());
        return "(`timestamp` > " + at + " OR (`timestamp` = " + at + " AND `" + idColumn + "` > " + id + "))";
    }

    String where() {
        List<String> conditions = new ArrayList<>();
        conditions.add("`event` = '$snapshot'");
        selection.team().ifPresent(team -> conditions.add("`team_id` = " + team));
        selection.from().ifPresent(from -> conditions.add(atOrAfter(from.toEpochMilli())));
        selection.to().ifPresent(to -> conditions.add(before(to.toEpochMilli())));
        return String.join(" AND ", conditions);
    }

    /** Id, milliseconds, distinct id, length, properties up to a length. */
    String columns(long rowBytes) {
        String body = "ifNull(`properties`, '')";
        return "toString(`" + idColumn + "`), " + millis() + ", substring(ifNull(toString(`distinct_id`), ''), 1, "
                + LONGEST_TEXT + "), toInt64(length(" + body + ")), if(length(" + body + ") <= " + rowBytes + ", "
                + body
                + ", '')";
    }

    String order() {
        return "`timestamp`, `" + idColumn + "`";
    }

    static int longestText() {
        return LONGEST_TEXT;
    }
}
