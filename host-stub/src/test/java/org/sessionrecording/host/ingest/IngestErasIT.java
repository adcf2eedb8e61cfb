package org.sessionrecording.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.host.ingest.IngestHarness.Row;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.wire.WireSamples;

final class IngestErasIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static IngestHarness ingest;

    @BeforeAll
    static void start() {
        ingest = new IngestHarness(postgres, Rules.EVERYONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posthog-js-1.8.0", "posthog-js-1.57.2", "posthog-js-1.449.2"})
    void stores_exactly_the_snapshots_sent_in_order_and_once(String era) {
        Expected expected = Expected.of(era);

        int accepted = Expected.captured(era).stream()
                .mapToInt(request -> send(request).accepted())
                .sum();
        int repeated = Expected.captured(era).stream()
                .mapToInt(request -> send(request).repeated())
                .sum();

        assertThat(accepted).isEqualTo(expected.events()).isPositive();
        assertThat(repeated).isEqualTo(accepted);
        assertThat(expected.snapshots()).isNotEmpty();
        expected.snapshots().forEach((place, snapshots) -> assertThat(ingest.plain(place.session(), place.window()))
                .isEqualTo(String.join(",", snapshots)));
        assertThat(ingest.recordings(
                        expected.snapshots().keySet().iterator().next().session()))
                .singleElement()
                .extracting(Row::snapshotCount)
                .isEqualTo(expected.snapshots().values().stream()
                        .mapToInt(java.util.List::size)
                        .sum());
    }

    private static IngestAnswer send(WireSamples.Request request) {
        return ingest.send(
                request.body(), Expected.line(request), postgres.clock().instant());
    }
}
