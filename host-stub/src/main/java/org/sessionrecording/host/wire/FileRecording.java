package org.sessionrecording.host.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.recording.DistinctId;

/** Makes events of what a file holds, once it is known to be a recording. For one file. */
final class FileRecording {
    private static final String ARCHIVE_VERSION = "1";
    private static final String POSTHOG_2022 = "2022-12-02";
    private static final String POSTHOG_2023 = "2023-04-28";
    private static final int KEY_BYTES = 16;
    private static final int BUFFER = 64 * 1024;

    private final Spool spool;
    private final FileLimits limits;
    private final FileContent content;
    private final FileFormat format;
    private final Instant arrived;
    private final byte[] buffer = new byte[BUFFER];

    FileRecording(Spool spool, FileLimits limits, FileContent content, boolean html, Instant arrived) {
        this.spool = spool;
        this.limits = limits;
        this.content = content;
        this.format = format(content, html);
        this.arrived = arrived;
    }

    private static FileFormat format(FileContent content, boolean html) {
        if (content.snapshots != null && !content.wrapped) {
            if (!content.version.equals(ARCHIVE_VERSION)) {
                throw WireException.undecodable(
                        "Cannot read the file: its version of the archive's format is not known, " + ARCHIVE_VERSION
                                + " is (update this host, or take another export)");
            }
            return html ? FileFormat.HTML : FileFormat.ARCHIVE;
        }
        if (content.wrapped && content.version.equals(POSTHOG_2022) && content.byWindow) {
            return FileFormat.POSTHOG_2022;
        }
        if (content.wrapped && content.version.equals(POSTHOG_2023) && content.inOneList) {
            return FileFormat.POSTHOG_2023;
        }
        if (content.wrapped && (content.byWindow || content.inOneList)) {
            throw WireException.undecodable(
                    "Cannot read the file: it looks like a JSON export of PostHog, of a version that"
                            + " is not known (known are " + POSTHOG_2022 + " and " + POSTHOG_2023 + ")");
        }
        throw WireException.undecodable(
                "Cannot read the file: it is JSON, but no recording (take a recording's JSON, its"
                        + " exported page, or a JSON export of PostHog)");
    }

    /** The caller closes it, and with it the spool. */
    RecordingFile make() {
        List<EventDraft> drafts = new ArrayList<>();
        if (format == FileFormat.ARCHIVE || format == FileFormat.HTML) {
            addChunks(drafts);
        } else {
            content.windows.forEach((window, spans) -> {
                if (spans.size() > 0) {
                    drafts.add(draft(drafts.size(), window, spans));
                }
            });
        }
        if (drafts.isEmpty()) {
            throw WireException.undecodable("Cannot read the file: it holds no snapshot (export the recording again)");
        }
        List<byte[]> keys = drafts.stream().map(this::key).toList();
        String session = session(keys);
        List<DistinctId> ids = ids(session);
        DecodedRequest request = new DecodedRequest(spool, limits.json(), null, null);
        long skew = new FileSkew(request, drafts, content.chunks).millis();
        for (int i = 0; i < drafts.size(); i++) {
            EventDraft draft = drafts.get(i);
            draft.distinctId = ids.get(0).value();
            draft.sessionId = session;
            draft.sentAt = skew == 0 ? null : arrived.minusMillis(skew);
            draft.properties.putAll(content.properties);
            request.add(draft, keys.get(i));
        }
        List<List<UUID>> eventIds =
                content.chunks.stream().map(FileContent.ListedChunk::eventIds).toList();
        Set<DistinctId> others = new LinkedHashSet<>(ids.subList(1, ids.size()));
        return new RecordingFile(format, request, ids.get(0), others, session, eventIds, arrived);
    }

    private void addChunks(List<EventDraft> drafts) {
        Spans all = java.util.Objects.requireNonNull(content.snapshots);
        long listed = content.chunks.stream()
                .mapToLong(FileContent.ListedChunk::count)
                .sum();
        if (!content.listsChunks || listed != all.size()) {
            throw WireException.undecodable(
                    "Cannot read the file: its list of chunks does not fit its snapshots (take it as"
                            + " it was exported)");
        }
        int next = 0;
        for (FileContent.ListedChunk chunk : content.chunks) {
            Spans spans = new Spans();
            for (int end = next + chunk.count(); next < end; next++) {
                spans.add(all.start(next), all.end(next));
            }
            drafts.add(draft(drafts.size(), chunk.window(), spans));
        }
    }

    private static EventDraft draft(int index, String window, Spans spans) {
        EventDraft draft = new EventDraft(index, "chunk " + index);
        draft.name = WireEvent.SNAPSHOT;
        draft.windowId = window.isEmpty() ? null : requireId(window, "one of its window ids");
        for (int i = 0; i < spans.size(); i++) {
            draft.snapshots.add(spans.start(i), spans.end(i));
        }
        return draft;
    }

    private static String requireId(String id, String what) {
        if (!EventReader.isId(id)) {
            throw WireException.undecodable(
                    "Cannot read the file: " + what + " is none (ids have 1 to 200 characters, no control characters)");
        }
        return id;
    }

    /** What is the same in the same file, whenever it is imported: the window and the snapshots, byte for byte. */
    private byte[] key(EventDraft draft) {
        MessageDigest digest = sha256();
        text(digest, "recording file");
        text(digest, draft.windowId == null ? "" : draft.windowId);
        for (int i = 0; i < draft.snapshots.size(); i++) {
            long start = draft.snapshots.start(i);
            long end = draft.snapshots.end(i);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(end - start).flip());
            for (long at = start; at < end; at += BUFFER) {
                int length = spool.read(at, buffer, (int) Math.min(BUFFER, end - at));
                digest.update(buffer, 0, length);
            }
        }
        return Arrays.copyOf(digest.digest(), KEY_BYTES);
    }

    /** Where the file names none, one that is the same for the same file. */
    private String session(List<byte[]> keys) {
        String named = content.sessionId;
        if (named == null || (named.isEmpty() && content.wrapped)) {
            MessageDigest digest = sha256();
            keys.forEach(digest::update);
            byte[] hash = Arrays.copyOf(digest.digest(), KEY_BYTES);
            return "imported-" + HexFormat.of().formatHex(hash);
        }
        return requireId(named, "its session id");
    }

    /** The recording's own first. Where the file names nobody, it is called as its session. */
    private List<DistinctId> ids(String session) {
        Set<String> named = new LinkedHashSet<>();
        if (!content.wrapped) {
            if (content.distinctId == null) {
                throw WireException.undecodable(
                        "Cannot read the file: it has no distinct_id (take it as it was exported)");
            }
            named.add(content.distinctId);
        }
        named.addAll(content.otherIds);
        if (named.isEmpty()) {
            named.add(session);
        }
        List<DistinctId> ids = new ArrayList<>();
        for (String id : named) {
            int length = id.codePointCount(0, id.length());
            if (length < 1 || length > DistinctId.MAX_CODE_POINTS) {
                throw WireException.undecodable("Cannot read the file: a distinct id in it has " + length
                        + " characters (they have 1 to " + DistinctId.MAX_CODE_POINTS + ")");
            }
            ids.add(new DistinctId(id));
        }
        return ids;
    }

    private static void text(MessageDigest digest, String text) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * text.length()).putInt(text.length());
        text.chars().forEach(c -> bytes.putChar((char) c));
        digest.update(bytes.flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
