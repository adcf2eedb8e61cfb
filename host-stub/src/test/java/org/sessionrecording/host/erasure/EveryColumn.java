package org.sessionrecording.host.erasure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.store.Database;

/** Looks for a text in all the database holds, whatever the table: as text, and as bytes. */
public final class EveryColumn {
    private EveryColumn() {}

    /** {@code table.column} of each that holds it in some row. */
    public static List<String> holding(Database database, String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        return database.with("look everywhere", handle -> {
            List<String> found = new ArrayList<>();
            for (String column : columns(handle)) {
                String table = column.substring(0, column.indexOf('.'));
                String name = column.substring(column.indexOf('.') + 1);
                boolean holds = handle.createQuery("select exists (select from \"" + table + "\" where strpos(\"" + name
                                + "\"::text, :text) > 0 or strpos(\"" + name + "\"::text, :hex) > 0)")
                        .bind("text", text)
                        .bind("hex", hex)
                        .mapTo(boolean.class)
                        .one();
                if (holds) {
                    found.add(column);
                }
            }
            return found;
        });
    }

    private static List<String> columns(Handle handle) {
        return handle.createQuery("""
                        select c.table_name || '.' || c.column_name from information_schema.columns c
                        join information_schema.tables t using (table_schema, table_name)
                        where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
                          and c.data_type in ('text', 'bytea', 'jsonb', 'character varying', 'ARRAY')
                        """).mapTo(String.class).list();
    }
}
