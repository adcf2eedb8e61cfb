package org.sessionrecording.host.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one pass over a decoded body: an event, an array of them, or an object with {@code batch} or {@code data}. Members
 * may come in any order. For one body.
 */
final class EnvelopeReader {
    private final JsonWalk walk;
    private final WireLimits limits;
    private final EventReader eventReader;

    private final List<EventDraft> events = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable String token;
    private @Nullable Instant sentAt;
    private @Nullable String encoded;
    private int index;

    EnvelopeReader(Spool spool, WireLimits limits) {
        this.limits = limits;
        this.walk = new JsonWalk(spool, limits);
        this.eventReader = new EventReader(walk, limits);
    }

    void read() {
        int kind = walk.kind();
        if (kind == '[') {
            readEvents("");
        } else if (kind == '{') {
            readObject();
        } else {
            throw WireException.undecodable(
                    kind < 0
                            ? "Cannot read request: its body is empty (send events)"
                            : "Cannot read request: byte " + walk.offset()
                                    + " begins no object or array (send events)");
        }
        walk.requireEnd();
    }

    List<EventDraft> events() {
        return events;
    }

    List<Problem> problems() {
        return problems;
    }

    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    Optional<Instant> sentAt() {
        return Optional.ofNullable(sentAt);
    }

    /** {@code data}, where that was a string: a body in a body. */
    Optional<String> encoded() {
        return Optional.ofNullable(encoded);
    }

    private void readObject() {
        EventDraft whole = new EventDraft(0, "");
        boolean[] found = new boolean[2];
        walk.forEachMember(name -> {
            int kind = walk.kind();
            if (name.equals("batch") && kind == '[') {
                found[0] = true;
                readEvents("batch");
            } else if (name.equals("data") && kind == '[') {
                found[1] = true;
                readEvents("data");
            } else if (name.equals("data") && kind == '{') {
                found[1] = true;
                readEvent("data");
            } else if (name.equals("data") && kind == '"') {
                encoded = walk.text();
            } else {
                eventReader.readMember(whole, name);
            }
        });
        token = whole.token;
        sentAt = whole.sentAt;
        settle(whole, found[0], found[1]);
    }

    /** An object that names an event is that event, whatever its {@code data}; a batch counts more than both. */
    private void settle(EventDraft whole, boolean batch, boolean data) {
        if (batch) {
            encoded = null;
        } else if (!whole.name.isEmpty()) {
            events.clear();
            problems.clear();
            encoded = null;
            keep(whole);
        } else if (!data && encoded == null) {
            throw WireException.undecodable(
                    "Cannot read request: it has none of 'event', 'batch' and 'data' (send events)");
        }
    }

    private void readEvents(String path) {
        walk.forEachElement(element -> readEvent(path + "[" + element + "]"));
    }

    private void readEvent(String path) {
        if (index == limits.events()) {
            throw WireException.overLimit("Cannot take request: it has more than " + limits.events()
                    + " events (send fewer at once, or raise the limit)");
        }
        EventDraft draft = new EventDraft(index++, path);
        if (walk.kind() == '{') {
            walk.forEachMember(name -> eventReader.readMember(draft, name));
        } else {
            walk.skip();
            draft.refuse(Fault.UNDECODABLE, path, "it is not an object (send events)");
        }
        keep(draft);
    }

    private void keep(EventDraft draft) {
        eventReader.check(draft);
        if (draft.problem == null) {
            events.add(draft);
        } else {
            problems.add(draft.problem);
        }
    }
}
