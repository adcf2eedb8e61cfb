package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

/**
 * Tells what a recording's instants were corrected by, which no document says: the list of chunks has the corrected instant of
 * a full snapshot, and the snapshot itself its own. Safe for use from any thread.
 */
final class SkewReader {
    /** Before it, ingest takes the arrival instead, and nothing can be told. */
    private static final Instant FIRST_BELIEVED = Instant.parse("2000-01-01T00:00:00Z");

    private final JsonFactory json = new JsonFactory();

    /**
     * @param chunk with a full snapshot
     * @param stored the chunk's bytes
     * @return empty where the snapshot does not tell
     */
    Optional<Duration> read(ArchivedChunk chunk, InputStream stored) throws IOException {
        FullSnapshot full = chunk.info().fullSnapshots().get(0);
        Inflater inflater = new Inflater(true);
        try {
            InputStream plain = new InflaterInputStream(stored, inflater);
            plain.skipNBytes(full.offset());
            try (JsonParser parser = json.createParser(plain)) {
                return timestamp(parser)
                        .filter(own -> own.isAfter(FIRST_BELIEVED)
                                && !full.at().equals(chunk.info().arrived()))
                        .map(own -> Duration.between(own, full.at()));
            }
        } finally {
            inflater.end();
        }
    }

    private static Optional<Instant> timestamp(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals("timestamp");
            JsonToken value = parser.nextToken();
            if (wanted) {
                return value.isNumeric() ? Optional.of(Instant.ofEpochMilli(parser.getLongValue())) : Optional.empty();
            }
            parser.skipChildren();
        }
        return Optional.empty();
    }
}
