package org.sessionrecording.host.playback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;

/** Decides which chunks of a recording an excerpt holds, and reads those that it holds in part. For one excerpt, one thread. */
final class ExcerptPlanner {
    private final Excerpt excerpt;
    private final long skewMillis;
    private final Reader reader;
    private final Map<String, Opening> openings = new HashMap<>();
    private final Map<String, String> windows = new LinkedHashMap<>();

    /** Reads chunks where they lie. */
    @FunctionalInterface
    interface Reader {
        Chunk read(ChunkInfo info);
    }

    /**
     * Where a window begins.
     *
     * @param chunk that holds the full snapshot it begins with, at {@code offset}; null: it begins at its start
     * @param before the window's chunk before that one
     */
    private record Opening(
            Instant at,
            @Nullable ChunkId chunk,
            int offset,
            @Nullable ChunkId before) {}

    ExcerptPlanner(Excerpt excerpt, long skewMillis, Reader reader) {
        this.excerpt = excerpt;
        this.skewMillis = skewMillis;
        this.reader = reader;
    }

    /** @param all the recording's chunks in order */
    ExcerptPlan plan(List<ChunkInfo> all) {
        findOpenings(all);
        List<ExcerptChunk> chunks = new ArrayList<>();
        for (ChunkInfo info : all) {
            Opening opening = openings.get(info.windowId());
            if (opening != null) {
                ChunkCut cut = cut(info, opening);
                if (cut.keepsAll(info)) {
                    chunks.add(ExcerptChunk.of(info, info, Optional.empty(), window(info)));
                } else if (!cut.keepsNone(info)) {
                    cut.of(info, reader.read(info).data()).ifPresent(piece -> chunks.add(shown(info, piece, cut)));
                }
            }
        }
        return ExcerptPlan.of(chunks);
    }

    private ExcerptChunk shown(ChunkInfo info, ChunkCut.Piece piece, ChunkCut cut) {
        boolean whole = piece.info().count() == info.count();
        return ExcerptChunk.of(info, piece.info(), whole ? Optional.empty() : Optional.of(cut), window(info));
    }

    private ChunkCut cut(ChunkInfo info, Opening opening) {
        int leadIn = ChunkCut.NONE;
        if (info.id().equals(opening.chunk()) && opening.offset() > 0) {
            leadIn = opening.offset();
        } else if (info.id().equals(opening.before()) && opening.offset() == 0) {
            leadIn = ChunkCut.LAST;
        }
        return new ChunkCut(skewMillis, opening.at(), leadIn, excerpt.end(), excerpt.person());
    }

    private String window(ChunkInfo info) {
        return windows.computeIfAbsent(info.windowId(), id -> excerpt.person() ? id : "window-" + (windows.size() + 1));
    }

    /** Without an opening a window is not shown at all: nothing could be drawn of it. */
    private void findOpenings(List<ChunkInfo> all) {
        Map<String, ChunkId> last = new HashMap<>();
        for (ChunkInfo info : all) {
            String window = info.windowId();
            if (excerpt.from().isEmpty()) {
                openings.put(window, new Opening(Instant.MIN, null, 0, null));
                continue;
            }
            for (FullSnapshot full : info.fullSnapshots()) {
                Opening found = new Opening(full.at(), info.id(), full.offset(), last.get(window));
                openings.merge(window, found, this::better);
            }
            last.put(window, info.id());
        }
        openings.values().removeIf(opening -> !opening.at().isBefore(excerpt.end()));
    }

    /** The last at or before the span's begin, else the first after it. */
    private Opening better(Opening one, Opening other) {
        boolean oneBefore = !one.at().isAfter(excerpt.begin());
        boolean otherBefore = !other.at().isAfter(excerpt.begin());
        if (oneBefore != otherBefore) {
            return oneBefore ? one : other;
        }
        return one.at().isBefore(other.at()) == oneBefore ? other : one;
    }
}
