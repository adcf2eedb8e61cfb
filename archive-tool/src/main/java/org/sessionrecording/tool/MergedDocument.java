package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.recording.Timestamps;

/**
 * The parts of a recording as one plain document. One part, whole, gives the very bytes that inflating it gives. Of several,
 * facts are those of the last, start and end span all, and each chunk says its part: its offset and size count there. Every
 * chunk that is written was proven first to last byte, or writing fails.
 */
final class MergedDocument {
    private final List<Document> parts;
    private final Optional<String> window;
    private final Map<String, Instant> latest = new HashMap<>();
    private boolean outOfOrder;

    /** @param parts in their order, at least one */
    MergedDocument(List<Document> parts, Optional<String> window) {
        this.parts = List.copyOf(parts);
        this.window = window;
    }

    void writeJson(OutputStream out) throws IOException {
        text(out, head());
        writeSnapshots(out);
        text(out, "],\"chunks\":[");
        boolean first = true;
        for (Document part : parts) {
            try (Tail tail = part.tail(true)) {
                for (Optional<ChunkEntry> next = tail.next(); next.isPresent(); next = tail.next()) {
                    if (isWanted(next.get())) {
                        text(out, first ? "" : ",");
                        out.write(entry(part, next.get()));
                        first = false;
                    }
                }
            }
        }
        text(out, "]}");
    }

    void writeEvents(OutputStream out) throws IOException {
        text(out, "[");
        writeSnapshots(out);
        text(out, "]");
    }

    /** What whoever plays the events should know; to be asked once they were written. */
    List<String> remarks(boolean events) {
        List<String> remarks = new ArrayList<>();
        if (events && latest.size() > 1) {
            remarks.add("these are " + latest.size() + " windows, and a player plays one (use --window)");
        }
        if (events && outOfOrder) {
            remarks.add("some chunks arrived later than others that were recorded after them (sort by timestamp)");
        }
        return remarks;
    }

    private String head() {
        Head last = parts.get(parts.size() - 1).head();
        Instant start = parts.stream()
                .map(part -> part.head().start())
                .min(Instant::compareTo)
                .orElseThrow();
        Instant end = parts.stream()
                .map(part -> part.head().end())
                .max(Instant::compareTo)
                .orElseThrow();
        return "{\"version\":" + ArchiveDocument.VERSION
                + ",\"part\":" + (parts.size() == 1 ? last.part() : 1)
                + ",\"distinct_id\":" + Text.quoted(last.name().distinctId().value())
                + ",\"session_id\":" + Text.quoted(last.sessionId())
                + ",\"timestamp\":\"" + Timestamps.basic(last.name().timestamp())
                + "\",\"start\":\"" + Timestamps.rfc3339(start)
                + "\",\"end\":\"" + Timestamps.rfc3339(end)
                + "\",\"facts\":" + new String(last.facts(), StandardCharsets.UTF_8)
                + ",\"snapshots\":[";
    }

    private void writeSnapshots(OutputStream out) throws IOException {
        boolean first = true;
        for (Document part : parts) {
            long plainAt = part.headLength();
            try (Tail tail = part.tail(false)) {
                for (Optional<ChunkEntry> next = tail.next(); next.isPresent(); next = tail.next()) {
                    ChunkEntry chunk = next.get();
                    if (isWanted(chunk)) {
                        text(out, first ? "" : ",");
                        first = false;
                        write(part, chunk, plainAt, out);
                    }
                    plainAt += chunk.length() + 1;
                }
            }
        }
    }

    private void write(Document part, ChunkEntry chunk, long plainAt, OutputStream out) throws IOException {
        try (InputStream plain = part.chunk(chunk, plainAt)) {
            plain.transferTo(out);
        }
        Instant before = latest.get(chunk.windowId());
        outOfOrder |= before != null && chunk.start().isBefore(before);
        latest.put(chunk.windowId(), before != null && before.isAfter(chunk.end()) ? before : chunk.end());
    }

    private boolean isWanted(ChunkEntry chunk) {
        return window.isEmpty() || window.get().equals(chunk.windowId());
    }

    private byte[] entry(Document part, ChunkEntry chunk) {
        if (parts.size() == 1) {
            return chunk.raw();
        }
        String raw = new String(chunk.raw(), StandardCharsets.UTF_8);
        return ("{\"part\":" + part.head().part() + "," + raw.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
