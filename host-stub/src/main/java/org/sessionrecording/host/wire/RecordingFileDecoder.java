package org.sessionrecording.host.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * From a file that holds one recording to events as a client would have sent them: the archive document, plain or in gzip;
 * the exported page; PostHog's JSON export. Files are known by what they hold, not by their names. Memory is bounded by
 * {@link FileLimits}, whatever the file. Safe for use from any thread; what it gives is for one.
 */
public final class RecordingFileDecoder {
    private static final int MOST_LAYERS = 4;
    private static final int LOOK_AHEAD = 64;
    private static final int BUFFER = 64 * 1024;

    private final FileLimits limits;

    public RecordingFileDecoder(FileLimits limits) {
        this.limits = limits;
    }

    /** Most bytes of a file. */
    public long mostBytes() {
        return limits.json().bodyBytes();
    }

    /**
     * Reads a file to its end. Blocks while it does.
     *
     * @param arrived by the host's clock
     * @return to be closed by the caller
     * @throws WireException where it is no recording, or more than a limit allows
     */
    public RecordingFile decode(InputStream file, Instant arrived) {
        MeteredStream metered = new MeteredStream(file, limits.json().bodyBytes(), "the file");
        Spool spool = new Spool(limits.json().memoryBytes());
        boolean kept = false;
        try {
            boolean html = fill(spool, metered);
            FileContent content = new FileReader(spool, limits).read();
            RecordingFile recording = new FileRecording(spool, limits, content, html, arrived).make();
            kept = true;
            return recording;
        } catch (IOException e) {
            String why = e instanceof EOFException ? "it was cut off" : "it is damaged or was cut off";
            throw WireException.undecodable(
                    "Cannot read the file: " + why + ", at or before byte " + metered.count()
                            + " (take the whole file)",
                    e);
        } finally {
            if (!kept) {
                spool.close();
            }
        }
    }

    /** Whether it was a page. */
    private boolean fill(Spool spool, MeteredStream metered) throws IOException {
        boolean html = false;
        InputStream in = buffered(metered);
        for (int layer = 0; layer <= MOST_LAYERS; layer++) {
            byte[] head = look(in);
            int first = firstOfText(head);
            if (head.length > 1 && head[0] == 0x1F && (head[1] & 0xFF) == 0x8B) {
                in = buffered(new GunzipStream(in, limits.json()));
            } else if (first < head.length && head[first] == '{') {
                in.skipNBytes(first);
                spool.fill(new MeteredStream(in, limits.json().inflatedBytes(), "the recording in the file"));
                return html;
            } else if (first < head.length && head[first] == '<' && !html) {
                html = true;
                in = buffered(new Base64Stream(new HtmlRecordingStream(in)));
            } else {
                break;
            }
        }
        throw WireException.undecodable(
                "Cannot read the file: it begins neither JSON, nor gzip or a page (take a recording's JSON, its exported"
                        + " page, or a JSON export of PostHog)");
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, BUFFER);
    }

    private static byte[] look(InputStream in) throws IOException {
        in.mark(LOOK_AHEAD);
        byte[] seen = in.readNBytes(LOOK_AHEAD);
        in.reset();
        return seen;
    }

    /** Behind a byte order mark, which editors leave, and white space. */
    private static int firstOfText(byte[] head) {
        boolean mark = head.length > 2 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF;
        int at = mark ? 3 : 0;
        while (at < head.length && head[at] <= ' ' && head[at] >= 0) {
            at++;
        }
        return at;
    }
}
