package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.recording.Timestamps;

/** Lists the chunks of one object, and takes one out. */
final class ChunkCommands {
    private ChunkCommands() {}

    /** One line a chunk, its columns parted by tabs, after a line of their names. */
    static void list(Arguments arguments, Inputs inputs, Output output) throws IOException, UsageException {
        try (StoredFile file = inputs.open(arguments.exactly(1, "one file").get(0));
                Tail tail = DocumentReader.read(file).tail(false)) {
            output.line("id\twindow_id\toffset\tbytes\tlength\tcount\tfull\tstart\tend\tarrived\tcrc32\tstored_crc32");
            for (Optional<ChunkEntry> next = tail.next(); next.isPresent(); next = tail.next()) {
                output.line(line(next.get()));
            }
        }
    }

    private static String line(ChunkEntry chunk) {
        return String.join(
                "\t",
                chunk.id() + "",
                Text.quoted(chunk.windowId()),
                chunk.offset() + "",
                chunk.bytes() + "",
                chunk.length() + "",
                chunk.count() + "",
                chunk.full().length + "",
                Timestamps.rfc3339(chunk.start()),
                Timestamps.rfc3339(chunk.end()),
                Timestamps.rfc3339(chunk.arrived()),
                Long.toHexString(chunk.crc32()),
                Long.toHexString(chunk.storedCrc32()));
    }

    /** The snapshots of one chunk as a JSON array. */
    static void extract(Arguments arguments, Inputs inputs, Output output) throws IOException, UsageException {
        List<String> words = arguments.exactly(2, "one file and the id of a chunk");
        if (!words.get(1).matches("\\d{1,18}")) {
            throw new UsageException("'" + Text.printable(words.get(1)) + "' is no id of a chunk");
        }
        long id = Long.parseLong(words.get(1));
        try (StoredFile file = inputs.open(words.get(0))) {
            Document document = DocumentReader.read(file);
            Output.Writer writer = out -> extract(document, id, out);
            Optional<String> to = arguments.option("out");
            if (to.isPresent()) {
                Output.write(Path.of(to.get()), writer);
            } else {
                output.write(writer);
            }
        }
    }

    private static void extract(Document document, long id, OutputStream out) throws IOException {
        long plainAt = document.headLength();
        try (Tail tail = document.tail(false)) {
            for (Optional<ChunkEntry> next = tail.next(); next.isPresent(); next = tail.next()) {
                ChunkEntry chunk = next.get();
                if (chunk.id() == id) {
                    out.write('[');
                    try (InputStream plain = document.chunk(chunk, plainAt)) {
                        plain.transferTo(out);
                    }
                    out.write(']');
                    return;
                }
                plainAt += chunk.length() + 1;
            }
        }
        throw new BadObjectException("it has no chunk " + id);
    }
}
