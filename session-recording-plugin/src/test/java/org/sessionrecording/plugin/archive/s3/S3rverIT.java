package org.sessionrecording.plugin.archive.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;

/** A bucket on s3rver, addressed by path. */
class S3rverIT extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    private static S3rver server;
    private static S3Clients clients;

    @BeforeAll
    static void start() throws Exception {
        server = S3rver.start(folder);
        clients = new S3Clients();
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
    }

    @Override
    ObjectStore store(Checksum checksum) {
        ArchiveSettings settings = server.pathStyle(checksum);
        return clients.open(settings.url(), settings);
    }

    @Override
    boolean writesOnce() {
        return false;
    }
}
