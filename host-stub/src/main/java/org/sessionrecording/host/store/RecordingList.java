package org.sessionrecording.host.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.time.HostClock;

/**
 * The list of a project's recordings, filtered and sorted. However many there are, a page looks at {@link #SCANNED} at most:
 * by start, what is left to look at is the next page's, which may therefore have fewer rows than asked for; by anything else
 * the list is of the newest {@link #SCANNED} that fit. No index holds what grows while a visit lasts, since each append would
 * write to all of them.
 */
public final class RecordingList {
    /** Recordings that one page looks at. */
    public static final int SCANNED = 5_000;
    /** For each row of a page by start, at first: most pages are full then. */
    private static final int FIRST_LOOK = 4;

    private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,18}(?:\\.\\d{1,6})?)_(\\d{1,18})");

    private static final String URL = """
            exists (select from jsonb_each(r.facts) f where
              position(lower(:url) in lower(coalesce(f.value #>> '{facts,pages}', '')
                || ' ' || coalesce(f.value #>> '{facts,start_url}', ''))) > 0) as on_page
            """;

    private static final String LOCATION = """
            position(lower(:location) in lower(concat_ws(', ', r.facts #>> '{host/location,facts,city,first,1}',
              r.facts #>> '{host/location,facts,region,first,1}', r.facts #>> '{host/location,facts,country,first,1}'))) > 0 as at_place
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;

    /**
     * One page.
     *
     * @param next for the page after; empty where this is the last
     * @param cut whether more than the newest {@link #SCANNED} fit, which alone were sorted
     */
    public record Page(List<Recording> recordings, Optional<String> next, boolean cut) {
        public Page {
            recordings = List.copyOf(recordings);
        }
    }

    public RecordingList(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    /** @throws ApiException of kind CALLER where the cursor is none of this order */
    public Page page(ListRequest request) {
        return request.sort() == ListRequest.Sort.START ? byStart(request) : byOther(request);
    }

    private Page byStart(ListRequest request) {
        int few = FIRST_LOOK * request.query().limit();
        Optional<Page> full = few < SCANNED ? byStart(request, few) : Optional.empty();
        return full.orElseGet(() -> byStart(request, SCANNED).orElseThrow());
    }

    /** Empty where {@code scanned} recordings, fewer than a page may look at, hold no whole page and there are more. */
    private Optional<Page> byStart(ListRequest request, int scanned) {
        Query query = new Query(request);
        request.after().ifPresent(after -> query.startAfter(after, request.ascending()));
        List<Seen> seen = run(query, "c.ts", request.ascending(), scanned);
        List<Recording> found = new ArrayList<>();
        for (Seen each : seen) {
            each.recording().ifPresent(found::add);
        }
        int limit = request.query().limit();
        if (found.size() > limit) {
            List<Recording> page = found.subList(0, limit);
            return Optional.of(
                    new Page(page, Optional.of(page.get(limit - 1).key().toString()), false));
        }
        Seen last = seen.isEmpty() ? null : seen.get(seen.size() - 1);
        boolean more = last != null && last.scanned() == scanned;
        if (more && scanned < SCANNED) {
            return Optional.empty();
        }
        return Optional.of(
                new Page(found, more ? Optional.of(Long.toString(last.through())) : Optional.empty(), false));
    }

    private Page byOther(ListRequest request) {
        Query query = new Query(request);
        String value = "(" + request.sort().value + ")";
        request.after().ifPresent(after -> query.valueAfter(value, after, request.ascending()));
        List<Seen> seen = run(query, value, request.ascending(), SCANNED);
        int limit = request.query().limit();
        List<Seen> found =
                seen.stream().filter(each -> each.recording().isPresent()).toList();
        List<Seen> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(page.get(limit - 1).value() + "_"
                        + page.get(limit - 1).recording().orElseThrow().key())
                : Optional.empty();
        boolean cut = !seen.isEmpty() && seen.get(0).scanned() == SCANNED;
        return new Page(
                page.stream().map(each -> each.recording().orElseThrow()).toList(), next, cut);
    }

    /** A row of the answer: a recording, or none where only the end of what was looked at is told. */
    private record Seen(Optional<Recording> recording, String value, long scanned, long through) {}

    private List<Seen> run(Query query, String value, boolean ascending, int scanned) {
        String order = ascending ? "asc" : "desc";
        boolean byStart = value.equals("c.ts");
        String scanOrder = byStart ? order : "desc";
        // what was looked at is found by key alone; the rows themselves are read for the page only
        String sql = """
                with c as materialized (
                  select r.key, r.ts, r.start_at, r.end_at, r.stored_bytes, r.snapshot_count, r.state, r.pinned, r.kept_until%s
                  from recording r%s
                  where %s order by r.ts %s, r.key %s limit :scanned),
                edge as (select count(*) as scanned,
                  (select c.key from c order by c.ts %s, c.key %s limit 1) as through from c),
                found as (select c.key, %s as value from c where %s order by value %s, c.key %s limit :limit)
                select e.scanned, e.through, f.value as sort_value, %s
                from edge e left join found f on true left join recording r on r.key = f.key
                left join session s on s.id = r.session
                order by f.value %s, r.key %s
                """.formatted(
                        query.told,
                        query.session,
                        query.scan(),
                        scanOrder,
                        scanOrder,
                        opposite(scanOrder),
                        opposite(scanOrder),
                        value,
                        query.filter(),
                        order,
                        order,
                        RecordingRows.COLUMNS,
                        order,
                        order);
        RecordingRows rows = new RecordingRows(clock.instant());
        return database.with("list recordings", handle -> handle.createQuery(sql)
                .bind("project", project.value())
                .bind("scanned", scanned)
                .bindMap(query.values)
                .map((row, context) -> seen(rows, row))
                .list());
    }

    private static Seen seen(RecordingRows rows, ResultSet row) throws SQLException {
        boolean there = row.getObject("key") != null;
        return new Seen(
                there ? Optional.of(rows.read(row)) : Optional.empty(),
                String.valueOf(row.getString("sort_value")),
                row.getLong("scanned"),
                row.getLong("through"));
    }

    private static String opposite(String order) {
        return order.equals("asc") ? "desc" : "asc";
    }

    /** The conditions of one request: those that say what is looked at, and those that say what of it is shown. */
    private final class Query {
        private final List<String> scan = new ArrayList<>(List.of("r.project_id = :project"));
        private final List<String> filter = new ArrayList<>(List.of("true"));
        private final Map<String, Object> values = new LinkedHashMap<>();
        /** What is found out of the facts of thousands of rows, where it is asked for: the facts themselves would fill memory. */
        private final StringBuilder told = new StringBuilder();

        private String session = "";

        Query(ListRequest request) {
            values.put("limit", request.query().limit() + 1);
            request.query().distinctId().ifPresent(id -> {
                scan.add("r.key in (" + ErasureSelection.OF_PERSON + ")");
                values.put("id", id.escaped());
            });
            request.query().sessionId().ifPresent(id -> {
                session = " join session s on s.id = r.session";
                scan.add("s.project_id = :project and s.session_id = :session");
                values.put("session", id);
            });
            request.query().from().ifPresent(from -> scan("r.ts >= :from", "from", Sql.at(from)));
            request.query().to().ifPresent(to -> scan("r.ts < :to", "to", Sql.at(to)));
            request.query()
                    .state()
                    .ifPresentOrElse(
                            state -> filter(
                                    "c.state = :state", "state", state.name().toLowerCase(Locale.ROOT)),
                            () -> filter.add("c.state <> 'expired'"));
            request.url().ifPresent(url -> {
                told.append(", ").append(URL);
                filter("c.on_page", "url", Texts.stored(url));
            });
            request.location().ifPresent(location -> {
                told.append(", ").append(LOCATION);
                filter("c.at_place", "location", Texts.stored(location));
            });
            request.shortest()
                    .ifPresent(shortest -> filter(
                            "c.end_at - c.start_at >= :shortest * interval '1 millisecond'",
                            "shortest",
                            shortest.toMillis()));
            request.longest()
                    .ifPresent(longest -> filter(
                            "c.end_at - c.start_at <= :longest * interval '1 millisecond'",
                            "longest",
                            longest.toMillis()));
            request.pinned().ifPresent(this::pinned);
        }

        private void pinned(boolean pinned) {
            if (pinned) {
                scan.add("r.pinned"); // few are, and an index has them
            }
            values.put("now", Sql.at(clock.instant()));
            String holds = "c.pinned and (c.kept_until is null or c.kept_until > :now)";
            filter.add(pinned ? holds : "not (" + holds + ")");
        }

        void startAfter(String after, boolean ascending) {
            if (!after.matches("\\d{1,18}")) {
                throw badCursor();
            }
            scan(
                    "(r.ts, r.key) " + (ascending ? ">" : "<")
                            + " (select b.ts, b.key from recording b where b.key = :before and b.project_id = :project)",
                    "before",
                    Long.parseLong(after));
        }

        void valueAfter(String value, String after, boolean ascending) {
            Matcher cursor = CURSOR.matcher(after);
            if (!cursor.matches()) {
                throw badCursor();
            }
            filter(
                    "(" + value + ", c.key) " + (ascending ? ">" : "<") + " (:after, :before)",
                    "after",
                    new BigDecimal(cursor.group(1)));
            values.put("before", new RecordingKey(Long.parseLong(cursor.group(2))).value());
        }

        private ApiException badCursor() {
            return new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot list recordings: the parameter cursor cannot be read (leave it out)");
        }

        private void scan(String condition, String name, Object value) {
            scan.add(condition);
            values.put(name, value);
        }

        private void filter(String condition, String name, Object value) {
            filter.add(condition);
            values.put(name, value);
        }

        String scan() {
            return String.join(" and ", scan);
        }

        String filter() {
            return String.join(" and ", filter);
        }
    }
}
