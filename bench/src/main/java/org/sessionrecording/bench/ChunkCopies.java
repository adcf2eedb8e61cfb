package org.sessionrecording.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.host.store.Database;

/** The limit: the very chunks that were stored, inserted once more in batches by plain JDBC, with nothing to do for them. */
final class ChunkCopies {
    private static final int BATCH = 100;
    private static final String TABLE = """
            create table chunk_copy (recording bigint, id bigint, length int, data bytea, primary key (recording, id));
            alter table chunk_copy alter column data set storage external
            """;
    private static final String INSERT = "insert into chunk_copy (recording, id, length, data) values (?, ?, ?, ?)";

    private final Database database;

    private record Copy(long recording, long id, int length, byte[] data) {}

    ChunkCopies(Database database) {
        this.database = database;
    }

    /** @return seconds that inserting all chunks took */
    double insert() throws Exception {
        database.jdbi().useHandle(handle -> handle.createScript(TABLE).execute());
        return Workers.each(batches(), this::insert);
    }

    private List<List<Copy>> batches() throws SQLException {
        List<List<Copy>> batches = new ArrayList<>();
        List<Copy> batch = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select recording, id, length, data from chunk");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                batch.add(new Copy(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getBytes(4)));
                if (batch.size() == BATCH) {
                    batches.add(batch);
                    batch = new ArrayList<>();
                }
            }
        }
        batches.add(batch);
        return batches;
    }

    private void insert(List<Copy> batch) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (Copy copy : batch) {
                statement.setLong(1, copy.recording());
                statement.setLong(2, copy.id());
                statement.setInt(3, copy.length());
                statement.setBytes(4, copy.data());
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
