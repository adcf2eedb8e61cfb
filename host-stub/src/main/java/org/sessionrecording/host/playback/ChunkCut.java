package org.sessionrecording.host.playback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.host.ingest.ClientTime;
import org.sessionrecording.host.wire.PlainSnapshots;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireException;

/**
 * Which snapshots of one chunk an excerpt holds. Cutting the same bytes gives the same bytes, so a document may be laid out
 * first and cut again while it is sent.
 *
 * @param skewMillis what makes the client's clock ours
 * @param from those before are left out…
 * @param leadIn …but for the size of the page (rrweb's Meta event) that stands right before the full snapshot at this plain
 *     offset; {@link #LAST}: that is the chunk's last snapshot; {@link #NONE}: there is none
 * @param to those at or after are left out
 * @param person whether custom and plugin events stay
 */
record ChunkCut(long skewMillis, Instant from, int leadIn, Instant to, boolean person) {
    static final int NONE = -1;
    static final int LAST = Integer.MAX_VALUE;

    private static final int FULL_SNAPSHOT = 2;
    private static final int META = 4;
    private static final int CUSTOM = 5;
    private static final int PLUGIN = 6;
    private static final int LEVEL = 6;

    /** What is left of a chunk. */
    record Piece(ChunkInfo info, byte[] data) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Piece piece && info.equals(piece.info);
        }

        @Override
        public int hashCode() {
            return info.hashCode();
        }
    }

    /** Whether the chunk stays as it is, as far as can be told without its bytes. */
    boolean keepsAll(ChunkInfo info) {
        return person && !info.start().isBefore(from) && info.end().isBefore(to);
    }

    /** Whether nothing of it stays. */
    boolean keepsNone(ChunkInfo info) {
        return leadIn == NONE && (info.end().isBefore(from) || !info.start().isBefore(to));
    }

    /**
     * What is left; empty where that is nothing.
     *
     * @throws CorruptChunkException where the bytes are not what they should be
     */
    Optional<Piece> of(ChunkInfo info, byte[] data) {
        List<SnapshotView> kept = kept(info, data);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        if (kept.size() == info.count()) {
            return Optional.of(new Piece(info, data));
        }
        return Optional.of(encoded(info, kept));
    }

    private List<SnapshotView> kept(ChunkInfo info, byte[] data) {
        ClientTime time = new ClientTime(info.arrived(), skewMillis);
        List<SnapshotView> all = new ArrayList<>();
        try {
            byte[] plain = ChunkCodec.decode(data, info.length(), info.crc32());
            PlainSnapshots.forEach(plain, (offset, length) -> {
                SnapshotView snapshot = SnapshotView.ofChecked(plain, offset, length);
                all.add(snapshot.at(time.corrected(snapshot.timestamp())));
            });
        } catch (DataFormatException | WireException | IndexOutOfBoundsException e) {
            throw new CorruptChunkException(
                    info.recording(), info.id(), "Cannot read chunk " + info.id() + ": " + e.getMessage());
        }
        List<SnapshotView> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (isWithin(all.get(i)) || isLeadIn(all, i)) {
                kept.add(all.get(i));
            }
        }
        return kept;
    }

    private boolean isWithin(SnapshotView snapshot) {
        boolean draws = snapshot.type() != CUSTOM && snapshot.type() != PLUGIN;
        return !snapshot.at().isBefore(from) && snapshot.at().isBefore(to) && (person || draws);
    }

    private boolean isLeadIn(List<SnapshotView> all, int i) {
        boolean place = leadIn == LAST
                ? i == all.size() - 1
                : leadIn > 0 && i + 1 < all.size() && all.get(i + 1).offset() == leadIn;
        return place && all.get(i).type() == META;
    }

    private static Piece encoded(ChunkInfo of, List<SnapshotView> kept) {
        Instant start = Instant.MAX;
        Instant end = Instant.MIN;
        List<FullSnapshot> full = new ArrayList<>();
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(LEVEL)) {
            for (SnapshotView snapshot : kept) {
                int offset = encoder.add(snapshot.bytes(), snapshot.offset(), snapshot.length());
                start = snapshot.at().isBefore(start) ? snapshot.at() : start;
                end = snapshot.at().isAfter(end) ? snapshot.at() : end;
                if (snapshot.type() == FULL_SNAPSHOT) {
                    full.add(new FullSnapshot(offset, snapshot.at()));
                }
            }
            ChunkCodec.Encoded encoded = encoder.finish();
            ChunkInfo info = new ChunkInfo(
                    of.id(),
                    of.recording(),
                    of.windowId(),
                    encoded.data().length,
                    encoded.length(),
                    encoded.crc32(),
                    encoded.storedCrc32(),
                    encoded.count(),
                    start,
                    end,
                    of.arrived(),
                    List.of(),
                    full);
            return new Piece(info, encoded.data());
        }
    }
}
