package org.sessionrecording.plugin.testing;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.settings.Operator;

/** A catalog in memory, and for each test an archive of its own on one real S3 server. */
public abstract class ArchiveSpecs {
    protected static final Operator OPERATOR = new Operator(Optional.empty(), false);
    protected static final UUID INSTALLATION = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @TempDir
    static Path folder;

    protected static LocalS3 s3;
    private static int tests;

    protected final TestClock clock = new TestClock();
    protected final S3Clients clients = new S3Clients();
    protected final Archive archive = new Archive(clients, INSTALLATION, clock);
    protected final String prefix = "a" + ++tests;
    protected TestProject project;
    protected MemoryCatalog catalog;

    @BeforeAll
    static void startServer() throws Exception {
        s3 = LocalS3.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        s3.close();
    }

    @BeforeEach
    void configure() {
        project = new TestProject().with(s3, prefix);
        catalog = project.catalog();
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }
}
