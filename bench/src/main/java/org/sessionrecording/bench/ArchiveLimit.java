package org.sessionrecording.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.sessionrecording.plugin.archive.Body;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.Sha256;

/** What ours is held against: the same bytes and requests with nothing else, and the straightforward way. */
final class ArchiveLimit {
    private static final int CONCURRENCY = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArchiveFixture fixture;

    ArchiveLimit(ArchiveFixture fixture) {
        this.fixture = fixture;
    }

    /** Stored bytes by a binary cursor, each hashed, PUT and verified as ours are: by HEAD where the server keeps the hash. */
    void copy(ObjectStore store, String prefix) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CONCURRENCY);
        try (Connection connection = connection("prepareThreshold=-1")) {
            Semaphore waiting = new Semaphore(64);
            List<Future<?>> running = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select recording, data from chunk order by recording, id")) {
                select.setFetchSize(32);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String key = prefix + "/" + rows.getLong(1) + ".json";
                        byte[] data = rows.getBytes(2);
                        waiting.acquire();
                        running.add(pool.submit(() -> {
                            putAndVerify(store, key, data);
                            waiting.release();
                            return null;
                        }));
                    }
                }
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void putAndVerify(ObjectStore store, String key, byte[] data) throws IOException {
        String sha256 = Sha256.of(data);
        store.put(write(key, data, sha256));
        String found = store.head(key).flatMap(ObjectStore.Head::sha256).orElse("");
        if (found.isEmpty()) {
            try (InputStream in = store.read(key).orElseThrow().stream()) {
                found = Sha256.of(in).sha256();
            }
        }
        if (!found.equals(sha256)) {
            throw new IOException("Cannot measure: " + key + " holds other bytes");
        }
    }

    /** Rows of jsonb, parsed and written again, gzipped, PUT: one recording after the other. */
    void straightforward(ObjectStore store, String prefix, int recordings) throws Exception {
        try (Connection connection = connection("");
                PreparedStatement select = connection.prepareStatement(
                        "select event from baseline_event where recording = ? order by n")) {
            for (int recording = 1; recording <= recordings; recording++) {
                select.setLong(1, recording);
                byte[] document = document(select);
                store.put(write(prefix + "/" + recording + ".json", document, Sha256.of(document)));
            }
        }
    }

    private static byte[] document(PreparedStatement select) throws SQLException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ResultSet rows = select.executeQuery();
                JsonGenerator json = JSON.createGenerator(new GZIPOutputStream(bytes))) {
            json.writeStartArray();
            while (rows.next()) {
                json.writeTree(JSON.readTree(rows.getString(1)));
            }
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private Connection connection(String parameter) throws SQLException {
        Connection connection = fixture.connect(parameter);
        connection.setAutoCommit(false);
        return connection;
    }

    private static ObjectStore.Write write(String key, byte[] data, String sha256) {
        Body body = new Body() {
            @Override
            public long length() {
                return data.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(data);
            }
        };
        return new ObjectStore.Write(
                key,
                body,
                Map.of("content-type", "application/json", "content-encoding", "gzip"),
                Map.of(),
                sha256,
                false);
    }
}
