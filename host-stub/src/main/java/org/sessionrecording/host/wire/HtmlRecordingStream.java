package org.sessionrecording.host.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text of the element {@code <script … id="recording">} of an exported page, found by its bytes: nothing of the page is
 * interpreted. Goes over the rest of the page at the end.
 */
final class HtmlRecordingStream extends InputStream {
    private static final byte[] OPEN = "<script".getBytes(StandardCharsets.US_ASCII);
    private static final String ID = " id=\"recording\"";
    /** No tag of the page is longer. */
    private static final int LONGEST_TAG = 512;

    private final InputStream page;
    private boolean within;
    private boolean ended;

    /** @param page buffered */
    HtmlRecordingStream(InputStream page) {
        this.page = page;
    }

    @Override
    public int read() throws IOException {
        if (!within) {
            goToRecording();
            within = true;
        }
        int b = ended ? -1 : page.read();
        if (b == '<' || b < 0) {
            if (b < 0 && !ended) {
                throw WireException.undecodable(
                        "Cannot read the file: it ends within its recording (take the whole file)");
            }
            finish();
            return -1;
        }
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int b = read();
            if (b < 0) {
                return done == 0 ? -1 : done;
            }
            into[offset + done++] = (byte) b;
        }
        return done;
    }

    private void finish() throws IOException {
        if (!ended) {
            ended = true;
            page.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void goToRecording() throws IOException {
        int matched = 0;
        int b;
        while ((b = page.read()) >= 0) {
            if (b == OPEN[matched]) {
                matched++;
            } else {
                matched = b == OPEN[0] ? 1 : 0;
            }
            if (matched == OPEN.length) {
                matched = 0;
                if (restOfTag().contains(ID)) {
                    return;
                }
            }
        }
        throw WireException.undecodable("Cannot read the file: it is a page that holds no recording (take the file that"
                + " Export on a recording's page made)");
    }

    private String restOfTag() throws IOException {
        StringBuilder tag = new StringBuilder();
        int b;
        while (tag.length() < LONGEST_TAG && (b = page.read()) >= 0 && b != '>') {
            tag.append((char) b);
        }
        return tag.toString();
    }
}
