package org.sessionrecording.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import javax.sql.DataSource;

/** All that a database holds, as text: each row of each table, and what is in chunks. */
final class StoredBytes {
    private static final String TABLES = """
            SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'flyway_schema_history'
            """;

    private StoredBytes() {}

    static List<String> of(DataSource database) throws SQLException, IOException {
        List<String> all = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : texts(statement, TABLES)) {
                all.addAll(texts(statement, "SELECT to_jsonb(t)::text FROM " + table + " t"));
            }
            try (ResultSet rows = statement.executeQuery("SELECT data FROM chunk")) {
                while (rows.next()) {
                    all.add(inflated(rows.getBytes(1)));
                }
            }
        }
        return all;
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static String inflated(byte[] chunk) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Inflater raw = new Inflater(true);
        try (InflaterOutputStream out = new InflaterOutputStream(plain, raw)) {
            out.write(chunk);
        } finally {
            raw.end();
        }
        return plain.toString(StandardCharsets.UTF_8);
    }
}
