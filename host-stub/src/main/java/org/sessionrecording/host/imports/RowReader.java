package org.sessionrecording.host.imports;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.wire.PackedSnapshots;
import org.sessionrecording.host.wire.RowProperties;
import org.sessionrecording.host.wire.WireException;
import org.sessionrecording.host.wire.WireLimits;

/** Makes events of rows, whatever way their snapshots are held; puts each event, and each row that is of no use, into a batch. */
final class RowReader {
    private final WireLimits limits;
    private final Pieces pieces;

    /** @param mostBytes that pieces may hold, and one row's snapshots inflate to */
    RowReader(WireLimits limits, long mostBytes) {
        this.limits = limits.withInflatedBytes(Math.min(limits.inflatedBytes(), mostBytes));
        this.pieces = new Pieces(mostBytes);
    }

    /** @param before the row before this one; null at the begin */
    void read(SourceRow row, @Nullable Position before, RowBatch into) {
        Optional<Reason> unusable = unusable(row);
        if (unusable.isPresent()) {
            into.skip(List.of(withoutProperties(row)), unusable.get());
        } else {
            readProperties(row, before, into);
        }
        passed(row.position(), into);
    }

    /** A row was dealt with, here or without being read. */
    void passed(Position row, RowBatch into) {
        pieces.tick().forEach(group -> into.skip(group.rows, Reason.PIECES_MISSING));
        into.reached(row, pieces);
    }

    private static Optional<Reason> unusable(SourceRow row) {
        if (row.length() < 1) {
            return Optional.of(Reason.NO_PROPERTIES);
        }
        if (row.properties() == null) {
            return Optional.of(Reason.ROW_TOO_LARGE);
        }
        return row.distinctId() == null || row.distinctId().isEmpty()
                ? Optional.of(Reason.NO_DISTINCT_ID)
                : Optional.empty();
    }

    /** What is kept of a row once it is read. */
    private static SourceRow withoutProperties(SourceRow row) {
        return new SourceRow(row.position(), row.distinctId(), row.millis(), row.length(), null);
    }

    private void readProperties(SourceRow source, @Nullable Position before, RowBatch into) {
        SourceRow row = withoutProperties(source);
        String distinctId = String.valueOf(source.distinctId());
        Reason where = Reason.PROPERTIES_INVALID;
        try {
            RowProperties properties =
                    RowProperties.read(source.properties() == null ? new byte[0] : source.properties(), limits);
            where = Reason.SNAPSHOT_DATA_INVALID;
            switch (properties.form()) {
                case PLAIN -> into.add(new RowEvent(properties.event(row.key().toString(), distinctId), List.of(row)));
                case TEXT -> {
                    byte[] snapshots = PackedSnapshots.ofText(properties.text(), limits);
                    into.add(new RowEvent(properties.event(row.key().toString(), distinctId, snapshots), List.of(row)));
                }
                case PIECE -> readPiece(properties, row, distinctId, before, into);
                default -> into.skip(List.of(row), Reason.NO_SNAPSHOT_DATA);
            }
        } catch (WireException e) {
            into.skip(List.of(row), where);
        }
    }

    private void readPiece(
            RowProperties properties, SourceRow row, String distinctId, @Nullable Position before, RowBatch into) {
        Optional<Piece> piece = Piece.of(properties, distinctId);
        if (piece.isEmpty()) {
            into.skip(List.of(row), Reason.PIECES_INVALID);
            return;
        }
        pieces.add(piece.get(), properties, row, before).ifPresent(group -> {
            try {
                byte[] snapshots = PackedSnapshots.unpack(group.joined().getBytes(StandardCharsets.ISO_8859_1), limits);
                String key = group.rows.get(0).key().toString();
                into.add(new RowEvent(group.properties().event(key, distinctId, snapshots), group.rows));
            } catch (WireException e) {
                into.skip(group.rows, Reason.PIECES_INVALID);
            }
        });
    }

    /** No row follows. */
    void end(@Nullable Position last, RowBatch into) {
        pieces.drain().forEach(group -> into.skip(group.rows, Reason.PIECES_MISSING));
        into.reached(last, pieces);
    }
}
