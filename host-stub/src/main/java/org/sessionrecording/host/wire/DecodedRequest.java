package org.sessionrecording.host.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request, decoded into its spool, with what its one pass found. Whoever asked for it closes it, which removes the
 * spool. For one thread.
 */
public final class DecodedRequest implements AutoCloseable {
    private final Spool spool;
    private final GzipString gzipString;
    private final SnapshotReader reader;
    private final @Nullable String token;
    private final @Nullable Instant sentAt;
    private final List<WireEvent> events = new ArrayList<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    DecodedRequest(Spool spool, WireLimits limits, @Nullable String token, @Nullable Instant sentAt) {
        this.spool = spool;
        this.gzipString = new GzipString(limits);
        this.reader = new SnapshotReader(spool, limits, gzipString);
        this.token = token;
        this.sentAt = sentAt;
    }

    void add(EventDraft draft, byte[] key) {
        events.add(new WireEvent(this, draft, key));
    }

    void addProblems(Collection<Problem> found) {
        problems.addAll(found);
    }

    void addProblem(Problem found) {
        problems.add(found);
    }

    Spool spool() {
        return spool;
    }

    SnapshotReader reader() {
        return reader;
    }

    /** The project token, from the body, the URL or an event. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** When the client sent the request, by its clock, where the request as a whole says so. */
    public Optional<Instant> sentAt() {
        return Optional.ofNullable(sentAt);
    }

    /** The good events, in the order sent. */
    public List<WireEvent> events() {
        return List.copyOf(events);
    }

    /** What was left out so far; reading snapshots may add to it, but each only once. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Size of the decoded body. */
    public long rawBytes() {
        return spool.size();
    }

    @Override
    public void close() {
        gzipString.close();
        spool.close();
    }
}
