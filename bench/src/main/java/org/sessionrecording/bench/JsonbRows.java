package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.zip.GZIPInputStream;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * The straightforward way, behind the same server and into the same database: parse the body with Jackson, and insert each
 * event, with its snapshots plain, as a row of jsonb, a transaction for each body. It looks for no repeats, sessions or
 * limits, which favours it.
 */
final class JsonbRows implements RouteGroup {
    static final String PATH = "/jsonb/";
    private static final String TABLE = """
            create table jsonb_event (id bigint generated always as identity primary key, session_id text, properties jsonb);
            create index jsonb_event_by_session on jsonb_event (session_id)
            """;
    private static final String INSERT = "insert into jsonb_event (session_id, properties) values (?, ?::jsonb)";

    private final Database database;
    private final ObjectMapper mapper = new ObjectMapper();
    private final PlainTree plain = new PlainTree(mapper);

    JsonbRows(Database database) {
        this.database = database;
        database.jdbi().useHandle(handle -> handle.createScript(TABLE).execute());
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, Access.CAPTURE, this::take);
    }

    private void take(Context context) throws IOException, SQLException {
        JsonNode body;
        try (InputStream in = new GZIPInputStream(context.bodyInputStream())) {
            body = mapper.readTree(in);
        }
        insert(body.isArray() ? body : mapper.createArrayNode().add(body));
        context.contentType("application/json").result("{\"status\":\"Ok\"}");
    }

    private void insert(Iterable<JsonNode> events) throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (JsonNode event : events) {
                ObjectNode properties = (ObjectNode) event.get("properties");
                plain.inflate(properties.get("$snapshot_data"));
                statement.setString(1, properties.get("$session_id").textValue());
                statement.setString(2, storable(mapper.writeValueAsString(properties)));
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** Without NUL and lone surrogates, which jsonb refuses. */
    private static String storable(String json) {
        byte[] utf8 = json.replace("\\u0000", "\\ufffd").getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
