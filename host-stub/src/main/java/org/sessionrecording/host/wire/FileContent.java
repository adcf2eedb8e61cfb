package org.sessionrecording.host.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the one pass over a file has found; members come in any order, and of equal names the last counts. */
final class FileContent {
    /** Properties of the visitor's browser, as events of a client have them. */
    final Map<String, String> properties = new LinkedHashMap<>();

    /** Whom else it is of. */
    final Set<String> otherIds = new LinkedHashSet<>();

    final List<ListedChunk> chunks = new ArrayList<>();
    final Map<String, Spans> windows = new LinkedHashMap<>();

    String version = "";

    @Nullable
    String distinctId;

    @Nullable
    String sessionId;

    /** The archive document's; null where there is no such array. */
    @Nullable
    Spans snapshots;

    boolean listsChunks;

    /** Whether it is an export of PostHog's, and in which of its two ways snapshots stand in it. */
    boolean wrapped;

    boolean byWindow;
    boolean inOneList;

    /** A line of the list at a document's end. */
    record ListedChunk(String window, int count, Optional<Instant> start, Optional<Instant> end, List<UUID> eventIds) {
        ListedChunk {
            eventIds = List.copyOf(eventIds);
        }
    }
}
