package org.sessionrecording.plugin.custody;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.archive.Sha256;

/**
 * What earlier runs found and this one finds, kept until a run finds it no more: at most {@link #MOST}, so that an archive
 * that is gone as a whole does not fill the catalog. Written by one run's thread, read by its workers too.
 */
final class Findings {
    /** More than a person looks at one by one. */
    static final int MOST = 500;

    private static final String PREFIX = "finding/";
    private static final int FIELDS = 5;

    private final State state;
    private final Instant now;
    private final Map<String, State.Entry> entries = new ConcurrentHashMap<>();
    private final Set<String> seen = new HashSet<>();

    private Findings(State state, Instant now) {
        this.state = state;
        this.now = now;
        state.scan(PREFIX, "", MOST).forEach(entry -> entries.put(entry.key(), entry));
    }

    /** Those of earlier runs, to which this one's are added. */
    static Findings open(State state, Instant now) {
        return new Findings(state, now);
    }

    /** What is known now, oldest first. Blocks on the database. */
    static List<Finding> all(State state) {
        List<Finding> all = new ArrayList<>();
        state.scan(PREFIX, "", MOST).forEach(entry -> all.add(read(entry)));
        all.sort(Comparator.comparing(Finding::since).thenComparing(Finding::url));
        return all;
    }

    /** What is known of an object. */
    Optional<Finding> find(String url) {
        return Optional.ofNullable(entries.get(key(url))).map(Findings::read);
    }

    /** Whether there is one of a kind, of this run or an earlier one. */
    boolean hold(Finding.Kind kind) {
        return entries.values().stream().anyMatch(entry -> read(entry).kind() == kind);
    }

    /** Keeps a finding, since when it was found first. */
    Finding note(Finding.Kind kind, String url, String recording, String reason) {
        Optional<Finding> before = find(url).filter(known -> known.kind() == kind);
        Finding finding = new Finding(
                kind, url, recording, reason, before.map(Finding::since).orElse(now));
        String key = key(url);
        seen.add(key);
        State.Entry known = entries.get(key);
        if (known != null || entries.size() < MOST) {
            state.put(key, write(finding), known == null ? 0 : known.version())
                    .ifPresent(entry -> entries.put(key, entry));
        }
        return finding;
    }

    /** Nothing is the matter with an object (any more). */
    void settle(String url) {
        State.Entry known = entries.remove(key(url));
        if (known != null) {
            state.delete(known.key(), known.version());
        }
    }

    /** Drops those of these kinds that this run, having looked everywhere, did not find again. */
    void dropUnseen(Set<Finding.Kind> kinds) {
        List<State.Entry> gone = entries.values().stream()
                .filter(entry -> !seen.contains(entry.key())
                        && kinds.contains(read(entry).kind()))
                .toList();
        gone.forEach(entry -> {
            entries.remove(entry.key());
            state.delete(entry.key(), entry.version());
        });
    }

    private static String key(String url) {
        return PREFIX + Sha256.of(url.getBytes(StandardCharsets.UTF_8));
    }

    private static String write(Finding finding) {
        return String.join(
                "\n",
                finding.kind().text(),
                Long.toString(finding.since().toEpochMilli()),
                finding.url(),
                finding.recording(),
                finding.reason());
    }

    private static Finding read(State.Entry entry) {
        String[] fields = entry.value().split("\n", FIELDS);
        return new Finding(
                Finding.Kind.valueOf(fields[0].toUpperCase(Locale.ROOT)),
                fields[2],
                fields[3],
                fields[4],
                Instant.ofEpochMilli(Long.parseLong(fields[1])));
    }
}
