package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.store.ListRequest.Sort;
import org.sessionrecording.host.testing.Film;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

class RecordingListIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final Seed seed = new Seed(postgres);
    private final ProjectId project = seed.project("p");
    private final RecordingList list = new RecordingList(postgres.database(), postgres.clock(), project);

    /** {@code v0} to {@code v9}, an hour apart; {@code vN} lasts 7·N mod 10 minutes and went to /page/N of the shop. */
    @BeforeEach
    void record() {
        DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());
        for (int i = 0; i < 10; i++) {
            Instant start = START.plus(Duration.ofHours(i));
            Seed.Seeded seeded = seed.recording(project, "v" + i, start, 0);
            new Film(postgres.database(), seeded.key(), partitions.today(), start, 0)
                    .chunk("w", "0F", Integer.toString(60 * (7 * i % 10)));
            String facts = "{\"test/pages\":{\"version\":1,\"facts\":{\"start_url\":{\"first\":[" + start.toEpochMilli()
                    + ",\"https://shop.example/Page/" + i + "?50%_off=\\\"yes\\\"\"]},\"clicks\":{\"count\":" + i
                    + "}}}}";
            postgres.database()
                    .with(
                            "facts",
                            handle -> handle.execute(
                                    "update recording set facts = cast(? as jsonb) where key = ?",
                                    facts,
                                    seeded.key().value()));
        }
    }

    private static RecordingQuery query(int limit) {
        return RecordingQuery.newest(limit);
    }

    private static ListRequest request(Sort sort, boolean ascending, int limit) {
        return new ListRequest(
                query(limit),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sort,
                ascending,
                Optional.empty());
    }

    private static ListRequest after(ListRequest of, Optional<String> cursor) {
        return new ListRequest(
                of.query(),
                of.url(),
                of.location(),
                of.shortest(),
                of.longest(),
                of.pinned(),
                of.sort(),
                of.ascending(),
                cursor);
    }

    private List<String> names(ListRequest request) {
        List<String> names = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            RecordingList.Page page = list.page(after(request, cursor));
            page.recordings().forEach(each -> names.add(each.name().distinctId().value()));
            assertThat(page.recordings().size())
                    .isLessThanOrEqualTo(request.query().limit());
            cursor = page.next();
        } while (cursor.isPresent());
        return names;
    }

    private static ListRequest filtered(
            Optional<String> url, Optional<Duration> shortest, Optional<Duration> longest, Optional<Boolean> pinned) {
        return new ListRequest(
                query(3), url, Optional.empty(), shortest, longest, pinned, Sort.START, false, Optional.empty());
    }

    @Test
    void pages_hold_each_recording_once_in_every_order() {
        assertThat(names(request(Sort.START, false, 3)))
                .containsExactly("v9", "v8", "v7", "v6", "v5", "v4", "v3", "v2", "v1", "v0");
        assertThat(names(request(Sort.START, true, 4)))
                .containsExactly("v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9");
        assertThat(names(request(Sort.DURATION, false, 3)))
                .containsExactly("v7", "v4", "v1", "v8", "v5", "v2", "v9", "v6", "v3", "v0");
        assertThat(names(request(Sort.DURATION, true, 3)))
                .containsExactly("v0", "v3", "v6", "v9", "v2", "v5", "v8", "v1", "v4", "v7");
        assertThat(names(request(Sort.SNAPSHOTS, false, 3))).hasSize(10).doesNotHaveDuplicates();
        assertThat(names(request(Sort.BYTES, true, 3))).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void what_is_rare_is_on_the_first_page_however_far_back_it_lies() {
        for (boolean ascending : List.of(true, false)) {
            String url = ascending ? "/page/9?" : "/page/0?";
            RecordingList.Page page = list.page(new ListRequest(
                    query(1),
                    Optional.of(url),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Sort.START,
                    ascending,
                    Optional.empty()));
            assertThat(page.recordings())
                    .extracting(each -> each.name().distinctId().value())
                    .containsExactly(ascending ? "v9" : "v0");
            assertThat(page.next()).isEmpty();
        }
    }

    @Test
    void filters_by_page_duration_and_pin() {
        assertThat(names(filtered(Optional.of("PAGE/4"), Optional.empty(), Optional.empty(), Optional.empty())))
                .containsExactly("v4");
        assertThat(names(filtered(Optional.of("50%_off"), Optional.empty(), Optional.empty(), Optional.empty())))
                .as("no wildcards")
                .hasSize(10);
        assertThat(names(filtered(Optional.of("50_%"), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
        assertThat(names(filtered(Optional.of("clicks"), Optional.empty(), Optional.empty(), Optional.empty())))
                .as("addresses only")
                .isEmpty();
        assertThat(names(filtered(
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(7)),
                        Optional.of(Duration.ofMinutes(8)),
                        Optional.empty())))
                .containsExactly("v4", "v1");
        Recording some = list.page(request(Sort.START, false, 10)).recordings().get(3);
        new PgRecordings(postgres.database(), postgres.clock(), project).pin(some.key(), Optional.empty());
        assertThat(names(filtered(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true))))
                .containsExactly("v6");
        assertThat(names(filtered(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false))))
                .hasSize(9)
                .doesNotContain("v6");
    }

    @Test
    void filters_by_person_and_time_and_never_reaches_another_project() {
        seed.recording(seed.project("other"), "v1", START, 1);
        RecordingQuery one = new RecordingQuery(
                Optional.of(new DistinctId("v1")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START),
                Optional.of(START.plus(Duration.ofHours(2))),
                Optional.empty(),
                10);
        ListRequest request = new ListRequest(
                one,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sort.DURATION,
                false,
                Optional.empty());
        assertThat(names(request)).containsExactly("v1");
    }

    @Test
    void a_cursor_of_another_order_is_refused() {
        assertThatThrownBy(() -> list.page(after(request(Sort.START, false, 3), Optional.of("1.5_3"))))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> list.page(after(request(Sort.BYTES, false, 3), Optional.of("17; drop"))))
                .isInstanceOf(ApiException.class);
    }
}
