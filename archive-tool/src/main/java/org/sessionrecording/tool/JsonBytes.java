package org.sessionrecording.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes under a {@link JsonCursor}: buffered, counted, captured on demand. For one thread. */
final class JsonBytes {
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int limit;
    private long before;
    private @Nullable ByteArrayOutputStream captured;
    private int captureFrom;
    private int mostCaptured;

    JsonBytes(InputStream in) {
        this.in = in;
    }

    long position() {
        return before + at;
    }

    /** The byte that comes next; -1 at the end. */
    int peek() throws IOException {
        return at < limit || fill() ? buffer[at] & 0xFF : -1;
    }

    int next() throws IOException {
        if (at == limit && !fill()) {
            throw problem("it ends in the middle");
        }
        return buffer[at++] & 0xFF;
    }

    /**
     * Steps over what within a string stands for itself: ASCII without quotes, backslashes, control characters.
     *
     * @param sink takes it until it holds more than {@code most} characters
     */
    void plainText(@Nullable StringBuilder sink, int most) throws IOException {
        while (at < limit || fill()) {
            int from = at;
            int i = at;
            while (i < limit && buffer[i] >= 0x20 && buffer[i] != '"' && buffer[i] != '\\') {
                i++;
            }
            at = i;
            for (int j = from; sink != null && j < i && sink.length() <= most; j++) {
                sink.append((char) buffer[j]);
            }
            if (i < limit) {
                return;
            }
        }
    }

    void captureTo(ByteArrayOutputStream to, int most) {
        captured = to;
        mostCaptured = most;
        captureFrom = at;
    }

    void endCapture() throws IOException {
        keepCaptured();
        captured = null;
    }

    private void keepCaptured() throws IOException {
        ByteArrayOutputStream to = captured;
        if (to != null) {
            if (to.size() + (at - captureFrom) > mostCaptured) {
                throw problem("a member is longer than " + mostCaptured + " bytes");
            }
            to.write(buffer, captureFrom, at - captureFrom);
        }
    }

    private boolean fill() throws IOException {
        keepCaptured();
        before += at;
        at = 0;
        captureFrom = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    BadObjectException problem(String what) {
        return new BadObjectException(place() + what);
    }

    BadObjectException problem(String what, Throwable cause) {
        return new BadObjectException(place() + what, cause);
    }

    private String place() {
        return "its JSON cannot be read at byte " + position() + ": ";
    }
}
