package org.sessionrecording.host.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much was added to a client's clock when a document was first stored: what a chunk's corrected times differ from those of
 * its snapshots. With the same skew the recording gets its name and times back. For one file.
 */
final class FileSkew {
    /** The first chunks tell; of many that contradict themselves no other would. */
    private static final int ASKED = 16;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final DecodedRequest request;
    private final List<EventDraft> drafts;
    private final List<FileContent.ListedChunk> chunks;

    /** @param chunks of the drafts, in order; none where the file lists none */
    FileSkew(DecodedRequest request, List<EventDraft> drafts, List<FileContent.ListedChunk> chunks) {
        this.request = request;
        this.drafts = drafts;
        this.chunks = chunks;
    }

    /** Of the first chunk whose begin and end agree; 0 where none does. */
    long millis() {
        for (int i = 0; i < Math.min(ASKED, chunks.size()); i++) {
            Optional<Long> skew = skew(drafts.get(i), chunks.get(i));
            if (skew.isPresent()) {
                return skew.get();
            }
        }
        return 0;
    }

    private Optional<Long> skew(EventDraft draft, FileContent.ListedChunk chunk) {
        if (chunk.start().filter(FileSkew::isPossible).isEmpty()
                || chunk.end().filter(FileSkew::isPossible).isEmpty()) {
            return Optional.empty();
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < draft.snapshots.size(); i++) {
            try {
                long millis = request.reader().timestamp(draft.snapshots.start(i), draft.snapshots.end(i));
                first = Math.min(first, millis);
                last = Math.max(last, millis);
            } catch (WireException e) {
                return Optional.empty(); // the cursor will tell of it
            }
        }
        long atStart = chunk.start().orElseThrow().toEpochMilli() - first;
        long atEnd = chunk.end().orElseThrow().toEpochMilli() - last;
        return atStart == atEnd ? Optional.of(atStart) : Optional.empty();
    }

    private static boolean isPossible(Instant instant) {
        return instant.isAfter(EARLIEST) && instant.isBefore(LATEST);
    }
}
