package org.sessionrecording.host.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;

/** Opens tables by their databases' URLs. */
final class SourceTables {
    private static final int CONNECT_SECONDS = 10;
    private static final int ANSWER_SECONDS = (int) Duration.ofMinutes(10).toSeconds();

    private SourceTables() {}

    static SnapshotTable open(SourceUrl url, Credentials credentials, Selection selection, PageSize size) {
        return switch (url.kind()) {
            case POSTGRESQL -> new PostgresTable(() -> connect(url, credentials), selection, size);
            case CLICKHOUSE -> new ClickHouseTable(new ClickHouseClient(url, credentials), selection, size);
        };
    }

    private static Connection connect(SourceUrl url, Credentials credentials) {
        Outgoing.requireAllowed(url.host());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {url.hostInUrl()});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        credentials.user().ifPresent(source::setUser);
        source.setPassword(credentials.password());
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setApplicationName("session-recording-import");
        source.setLogServerErrorDetail(false);
        source.setAutosave(AutoSave.NEVER);
        try {
            if (!url.tls().isEmpty()) {
                source.setProperty(PGProperty.SSL_MODE, url.tls());
            }
            Connection connection = source.getConnection();
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw PostgresTable.translated("connect to " + url, e);
        }
    }
}
