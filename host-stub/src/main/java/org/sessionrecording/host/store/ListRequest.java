package org.sessionrecording.host.store;

import java.time.Duration;
import java.util.Optional;
import org.sessionrecording.api.recording.RecordingQuery;

/**
 * Which recordings a list shows, in which order.
 *
 * @param query those an index finds; its {@code before} is not looked at
 * @param url text within the address of a page they went to, whatever its case
 * @param location text within the country, region or city they came from, whatever its case
 * @param shortest empty: any duration
 * @param longest empty: any duration
 * @param pinned empty: pinned or not
 * @param after where the page before ended, as that page said
 */
public record ListRequest(
        RecordingQuery query,
        Optional<String> url,
        Optional<String> location,
        Optional<Duration> shortest,
        Optional<Duration> longest,
        Optional<Boolean> pinned,
        Sort sort,
        boolean ascending,
        Optional<String> after) {

    /** By what a list is sorted. */
    public enum Sort {
        START("extract(epoch from c.ts) * 1000"),
        DURATION("extract(epoch from c.end_at - c.start_at) * 1000"),
        BYTES("c.stored_bytes"),
        SNAPSHOTS("c.snapshot_count");

        final String value;

        Sort(String value) {
            this.value = value;
        }
    }
}
