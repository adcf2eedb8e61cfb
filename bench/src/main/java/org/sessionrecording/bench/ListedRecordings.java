package org.sessionrecording.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.host.store.Database;

/**
 * Recordings as rows made by the database, one every half minute back from now: each fifth visitor comes five times, two of three are
 * archived, one of two hundred is pinned, with twelve pages and some more facts each.
 */
final class ListedRecordings {
    private static final String FILL = """
            with made as (
              insert into session (project_id, session_id)
              select 1, 'listed-' || i from generate_series(
                (select count(*) from session), :count - 1) i returning id, substr(session_id, 8)::bigint as i),
            shaped as (
              select m.*, date_trunc('milliseconds', now() - m.i * interval '30 seconds') as t,
                'person-' || (m.i * 7919 % (1 + :count / 5)) as person, m.i % 3 > 0 as archived,
                (5 + m.i * 104729 % 3000) * interval '1 second' as long
              from made m)
            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
              snapshot_count, stored_bytes, raw_bytes, live_bytes, state, last_chunk, archived_through, removed_through, parts,
              archived_at, live_from, live_to, pinned, facts, created_at)
            select 1, id, convert_to(person, 'UTF8'), person, t, 0, t, t + long, 10 + i * 7 % 5000, 1000 + i * 15485863 % 5000000,
              1000 + i * 15485863 % 50000000, case when archived then 0 else 1000 end,
              case when archived then 'archived' else 'live' end, 5, case when archived then 5 else 0 end,
              case when archived then 5 else 0 end, archived::int, case when archived then t + interval '7 days' end,
              case when not archived then t::date end, case when not archived then t::date end, i % 200 = 0,
              jsonb_build_object('session-recording/page', jsonb_build_object('version', 1, 'facts', jsonb_build_object(
                'start_url', jsonb_build_object('first', jsonb_build_array(0, 'https://shop.example/')),
                'clicks', jsonb_build_object('count', i % 90),
                'browser', jsonb_build_object('first', jsonb_build_array(0, 'Firefox')),
                'pages', jsonb_build_object('timeline', (select jsonb_agg(jsonb_build_array(
                  extract(epoch from t)::bigint * 1000 + n,
                  'https://shop.example/' || case when (i + n) % 40 = 0 then 'checkout' else 'products' end || '/'
                    || (i * n % 1000) || '?from=newsletter-' || n)) from generate_series(1, 12) n))))),
              t
            from shaped
            """;

    private static final String PARTS = """
            insert into archive_part (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk, last_chunk,
              chunk_count, archived_at)
            select r.key, 1, 1, 'bench', 's3://bench/' || r.key || '.json', 1, sha256('x'), 0, 1, 5, 5, r.archived_at from recording r
            where r.parts = 1 and not exists (select from archive_part p where p.recording = r.key)
            """;

    private final Database database;

    ListedRecordings(Database database) {
        this.database = database;
    }

    /** Until there are so many. */
    void fill(int count) {
        database.jdbi().useHandle(handle -> {
            handle.createUpdate(FILL).bind("count", count).execute();
            handle.createUpdate(PARTS).execute();
            handle.execute("vacuum analyze recording, session, archive_part"); // as autovacuum did long ago
        });
    }

    /** What people ask for, by name: each finds something, however many there are. */
    Map<String, String> requests() {
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("newest", "");
        requests.put(
                "page_in_the_middle", "?cursor=" + text("select key from recording order by ts offset 500 limit 1"));
        requests.put("oldest_first", "?order=asc");
        requests.put("person", "?distinct_id=person-7");
        requests.put("session", "?session_id=listed-77");
        requests.put("day", "?from=" + today() + "&to=" + today());
        requests.put("url", "?url=checkout");
        requests.put("rare_url", "?url=checkout%2F39%3F");
        requests.put("duration", "?min_duration=10:00&max_duration=12:00");
        requests.put("state", "?state=archived");
        requests.put("pinned", "?pinned=true");
        requests.put("longest_first", "?sort=duration");
        requests.put("smallest_first", "?sort=bytes&order=asc");
        requests.put("most_snapshots_of_a_url", "?sort=snapshots&url=checkout");
        return requests;
    }

    private String today() {
        return text("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD')");
    }

    /** The same without any thought: the whole condition over all rows, sorted, and pages by offset. */
    Map<String, Runnable> straight() {
        String url = "r.facts::text ilike '%checkout%'";
        Map<String, Runnable> straight = new LinkedHashMap<>();
        straight.put("newest", () -> select("true", "r.start_at desc", 0));
        straight.put("page_in_the_middle", () -> select("true", "r.start_at desc", 50_000));
        straight.put("oldest_first", () -> select("true", "r.start_at", 0));
        straight.put("person", () -> select("r.escaped_id = 'person-7'", "r.start_at desc", 0));
        straight.put("session", () -> select("s.session_id = 'listed-77'", "r.start_at desc", 0));
        straight.put("day", () -> select("r.start_at::date = current_date", "r.start_at desc", 0));
        straight.put("url", () -> select(url, "r.start_at desc", 0));
        straight.put("rare_url", () -> select("r.facts::text ilike '%checkout/39?%'", "r.start_at desc", 0));
        straight.put(
                "duration", () -> select("r.end_at - r.start_at between '10 min' and '12 min'", "r.start_at desc", 0));
        straight.put("state", () -> select("r.state = 'archived'", "r.start_at desc", 0));
        straight.put("pinned", () -> select("r.pinned", "r.start_at desc", 0));
        straight.put("longest_first", () -> select("true", "r.end_at - r.start_at desc", 0));
        straight.put("smallest_first", () -> select("true", "r.stored_bytes", 0));
        straight.put("most_snapshots_of_a_url", () -> select(url, "r.snapshot_count desc", 0));
        return straight;
    }

    private void select(String where, String order, int offset) {
        rows("select r.*, s.session_id from recording r join session s on s.id = r.session where " + where
                + " order by " + order + " limit 50 offset " + offset);
    }

    /** Fifty rows that are known already: less no list can take. */
    Runnable byKey() {
        String keys =
                text("select string_agg(key::text, ',') from (select key from recording order by ts desc limit 50) k");
        return () ->
                rows("select r.*, s.session_id from recording r join session s on s.id = r.session where r.key in ("
                        + keys + ")");
    }

    private void rows(String sql) {
        database.jdbi().withHandle(handle -> handle.createQuery(sql).mapToMap().list());
    }

    private String text(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
