package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.host.testing.ClickHouseServer;
import org.sessionrecording.host.testing.PostgresFixture;

/** From a table whose timestamps are milliseconds. */
final class ClickHouseMillisImportIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static ClickHouseServer server;

    @TempDir
    java.nio.file.Path directory;

    private ImportHarness imports;

    @BeforeAll
    static void connect() {
        server = new ClickHouseServer();
    }

    @AfterAll
    static void disconnect() {
        server.close();
    }

    @BeforeEach
    void start() {
        imports = new ImportHarness(postgres, directory, ImportHarness.SMALL);
    }

    @AfterEach
    void stop() {
        imports.close();
    }

    @Test
    void pages_through_one_second_and_takes_a_part_of_it() {
        ClickHouseEvents table = new ClickHouseEvents(server, "Int64");
        table.create();
        table.insert(ImportContract.rows(900, 4));
        imports.succeeded(
                table,
                "from",
                ImportContract.AT.plusMillis(20).toString(),
                "to",
                ImportContract.AT.plusMillis(20 * 501).toString());
        assertThat(imports.stored().values().stream().mapToInt(List::size).sum())
                .isEqualTo(500);
        imports.succeeded(table);
        assertThat(imports.stored().values().stream().mapToInt(List::size).sum())
                .isEqualTo(900);
    }
}
