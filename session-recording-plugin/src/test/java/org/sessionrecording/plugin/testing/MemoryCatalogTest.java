package org.sessionrecording.plugin.testing;

import java.time.Duration;
import java.time.Instant;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.RetentionContract;

/** The catalog in memory keeps what PostgreSQL keeps. */
class MemoryCatalogTest extends RetentionContract {
    private final MemoryCatalog catalog = new MemoryCatalog();

    @Override
    protected Recordings recordings() {
        return catalog;
    }

    @Override
    protected Lease lease() {
        return catalog.lease();
    }

    @Override
    protected void takeOver() {
        catalog.takeOver();
    }

    @Override
    protected RecordingKey add(String distinctId, Instant end, int chunks) {
        return catalog.add(distinctId, end, chunks);
    }

    @Override
    protected void append(RecordingKey recording) {
        catalog.append(recording, DAY.plus(Duration.ofDays(20)));
    }

    @Override
    protected void watch(RecordingKey recording) {
        catalog.watch(recording, DAY);
    }
}
