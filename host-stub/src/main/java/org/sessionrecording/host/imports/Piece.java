package org.sessionrecording.host.imports;

import java.util.Optional;
import org.sessionrecording.host.wire.RowProperties;

/**
 * One row's piece of snapshots that a server of 2021 packed and cut to fit its queue.
 *
 * @param group which pieces belong together
 * @param data a stretch of base64
 */
record Piece(String group, int index, int count, String data) {
    private static final int MOST = 10_000;

    Piece {
        if (count < 1 || count > MOST || index < 0 || index >= count) {
            throw new IllegalArgumentException("Cannot take piece " + index + " of " + count);
        }
    }

    /** Empty where it is none that is understood. */
    static Optional<Piece> of(RowProperties properties, String distinctId) {
        try {
            String compression = properties.ofPiece("compression").orElse("gzip-base64");
            Optional<String> data = properties.ofPiece("data");
            if (!compression.equals("gzip-base64") || data.isEmpty()) {
                return Optional.empty();
            }
            String group = properties.ofPiece("chunk_id").orElse("") + "\n"
                    + properties.sessionId().orElse("") + "\n" + distinctId;
            return Optional.of(new Piece(
                    group,
                    Integer.parseInt(properties.ofPiece("chunk_index").orElse("")),
                    Integer.parseInt(properties.ofPiece("chunk_count").orElse("")),
                    data.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
