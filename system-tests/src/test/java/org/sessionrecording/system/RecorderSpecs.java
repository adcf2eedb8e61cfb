package org.sessionrecording.system;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Specs of the plugin's own recorder: one host, gate, site and browser for those of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecorderSpecs {
    @TempDir
    static Path folder;

    RecorderFixture on;

    @BeforeAll
    void start() throws Exception {
        on = new RecorderFixture(folder);
    }

    @AfterAll
    void stop() throws Exception {
        on.close();
    }

    @BeforeEach
    void nothing_seen() {
        on.gate.reset();
    }
}
