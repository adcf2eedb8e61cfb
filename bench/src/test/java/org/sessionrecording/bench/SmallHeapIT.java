package org.sessionrecording.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory follows configuration, not a recording or a backlog: real hosts in JVMs with little heap, which end where it is short. */
class SmallHeapIT {
    private static final int HEAP_MB = 96;
    private static final int RAW_MB = 200;
    private static final int CHUNK_BYTES = 170_000;
    private static final int BACKLOG = 1_500;

    @Test
    void a_recording_larger_than_the_heap_is_archived_played_brought_back_and_erased() throws Exception {
        try (SmallInstallation installation = new SmallInstallation()) {
            long raw = installation.recordings().add("large-", 1, RAW_MB * 1_000_000 / CHUNK_BYTES, CHUNK_BYTES);
            assertThat(raw).isGreaterThan(HEAP_MB * 2_000_000L);
            try (MemoryHost host = installation.startHost(HEAP_MB)) {
                String link = host.api()
                        .get(HostApi.PROJECT + "/recordings")
                        .at("/results/0/path")
                        .asText();
                Map<String, Double> steps = new LongTrip(host.api(), link).take();
                assertThat(steps).containsKeys("archive", "play_inflated", "play_restored", "erase");
                assertThat(host.isAlive()).isTrue();
            }
        }
    }

    @Test
    void a_host_killed_in_a_backlog_goes_on_in_key_order() throws Exception {
        try (SmallInstallation installation = new SmallInstallation()) {
            Map<String, Double> figures = MemoryBench.backlog(installation, BACKLOG, HEAP_MB);
            assertThat(figures.get("backlog_recordings")).isEqualTo(BACKLOG);
            assertThat(figures.get("backlog_out_of_order")).isZero();
        }
    }
}
