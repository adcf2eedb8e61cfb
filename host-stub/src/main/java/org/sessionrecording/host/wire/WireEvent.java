package org.sessionrecording.host.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of a request, checked. Its snapshots and properties are read from the request's spool when asked for, so it is
 * of use only until the {@link DecodedRequest} is closed, and by one thread.
 */
public final class WireEvent {
    /** The event that carries snapshots. */
    public static final String SNAPSHOT = "$snapshot";

    private final DecodedRequest request;
    private final EventDraft draft;
    private final byte[] key;

    WireEvent(DecodedRequest request, EventDraft draft, byte[] key) {
        this.request = request;
        this.draft = draft;
        this.key = key;
    }

    /** Place in the request, from 0, counting those that were left out. */
    public int index() {
        return draft.index;
    }

    public String name() {
        return draft.name;
    }

    /**
     * 16 bytes by which a repeat of this event in a later request is known: its {@code uuid}, or a hash of the event as
     * received and its ordinal among equals in this request.
     */
    public byte[] key() {
        return key.clone();
    }

    /** 1 to 1,000 code points. */
    public Optional<String> distinctId() {
        return Optional.ofNullable(draft.distinctId);
    }

    /** 1 to 200 characters, none of them a control character or half of one. */
    public Optional<String> sessionId() {
        return Optional.ofNullable(draft.sessionId);
    }

    /** As {@link #sessionId}. */
    public Optional<String> windowId() {
        return Optional.ofNullable(draft.windowId);
    }

    /** By the client's clock, where the client said it. */
    public Optional<Instant> timestamp() {
        return Optional.ofNullable(draft.timestamp);
    }

    /** How long before sending it happened, where an old client said so. */
    public Optional<Duration> offset() {
        return Optional.ofNullable(draft.offset);
    }

    /** By the client's clock: {@link #timestamp}, else {@link #sentAt} less {@link #offset}. */
    public Optional<Instant> happenedAt() {
        return timestamp().or(() -> offset().flatMap(offset -> sentAt().map(sent -> sent.minus(offset))));
    }

    /** When the client sent it, by its clock: {@code sent_at}, else the URL's {@code _}, else event time + {@code offset}. */
    public Optional<Instant> sentAt() {
        return Optional.ofNullable(draft.sentAt).or(request::sentAt).or(this::sentAtByOffset);
    }

    private Optional<Instant> sentAtByOffset() {
        return offset().flatMap(
                        offset -> timestamp().or(this::firstSnapshotTime).map(happened -> happened.plus(offset)));
    }

    private Optional<Instant> firstSnapshotTime() {
        SnapshotCursor snapshots = snapshots();
        return snapshots.advance()
                ? Optional.of(Instant.ofEpochMilli(snapshots.snapshot().timestamp()))
                : Optional.empty();
    }

    /** Small scalar properties as text: at most 100, each of at most 1,000 characters, without the token. */
    public Map<String, String> properties() {
        return Map.copyOf(draft.properties);
    }

    /** The {@code properties} object as it came, UTF-8, or <code>{}</code>; not for snapshot events, whose size is not bounded. */
    public byte[] propertiesJson() {
        if (isSnapshot()) {
            throw new IllegalStateException("Cannot give the properties of a snapshot event: they hold its snapshots");
        }
        return draft.propertiesEnd == 0
                ? new byte[] {'{', '}'}
                : request.spool().copy(draft.propertiesStart, draft.propertiesEnd);
    }

    public boolean isSnapshot() {
        return draft.name.equals(SNAPSHOT);
    }

    /** Snapshots as sent; some may turn out to be unreadable. */
    public int snapshotCount() {
        return draft.snapshots.size();
    }

    /** Size of the snapshots as sent, before fields are inflated. */
    public long snapshotBytes() {
        return draft.snapshots.bytes();
    }

    /** Milliseconds by the client's clock of the first snapshot that says them; empty where none does. */
    public OptionalLong firstTimestamp() {
        for (int i = 0; i < draft.snapshots.size(); i++) {
            try {
                return OptionalLong.of(request.reader().timestamp(draft.snapshots.start(i), draft.snapshots.end(i)));
            } catch (WireException e) {
                continue; // the cursor will tell of it
            }
        }
        return OptionalLong.empty();
    }

    /** A new cursor over the plain snapshots, in the order sent. */
    public SnapshotCursor snapshots() {
        return new SnapshotCursor(request, draft);
    }
}
