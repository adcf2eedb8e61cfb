package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.SnapshotCursor;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireEvent;
import org.sessionrecording.host.wire.WireLimits;

/**
 * The straightforward way: each event, with its snapshots plain, as a row of jsonb, indexed by session, a transaction for
 * each body. It is handed the bodies without HTTP, and replaces what jsonb refuses, which both favour it.
 */
final class JsonbRows {
    private static final String TABLE = """
            create table jsonb_event (id bigint generated always as identity primary key, session_id text, properties jsonb);
            create index jsonb_event_by_session on jsonb_event (session_id)
            """;
    private static final String INSERT = "insert into jsonb_event (session_id, properties) values (?, ?::jsonb)";

    private final Database database;
    private final WireDecoder decoder = new WireDecoder(WireLimits.DEFAULTS);
    private final ObjectMapper mapper = new ObjectMapper();

    JsonbRows(Database database) {
        this.database = database;
        database.jdbi().useHandle(handle -> handle.createScript(TABLE).execute());
    }

    void insert(List<byte[]> bodies) throws SQLException, IOException {
        for (byte[] body : bodies) {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement statement = connection.prepareStatement(INSERT)) {
                connection.setAutoCommit(false);
                try (DecodedRequest request =
                        decoder.decode(new ByteArrayInputStream(body), RequestLine.of("/s/", "", ""))) {
                    for (WireEvent event : request.events()) {
                        statement.setString(1, event.sessionId().orElseThrow());
                        statement.setString(2, properties(event));
                        statement.addBatch();
                    }
                }
                statement.executeBatch();
                connection.commit();
                connection.setAutoCommit(true);
            }
        }
    }

    private String properties(WireEvent event) throws IOException {
        ObjectNode properties = mapper.createObjectNode();
        event.properties().forEach(properties::put);
        ArrayNode snapshots = properties.putArray("$snapshot_data");
        SnapshotCursor cursor = event.snapshots();
        while (cursor.advance()) {
            snapshots.add(tree(cursor.snapshot()));
        }
        return mapper.writeValueAsString(properties);
    }

    private JsonNode tree(SnapshotView snapshot) throws IOException {
        String json = new String(snapshot.bytes(), snapshot.offset(), snapshot.length(), StandardCharsets.UTF_8);
        return mapper.readTree(json.replace("\\u0000", "\\ufffd").replaceAll("\\\\ud[89a-f][0-9a-f]{2}", "\\\\ufffd"));
    }
}
