package org.sessionrecording.host.playback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;

/** Bytes of a part as they are: chunks with the separators between them, or the whole object. */
record PartSegment(Archives archives, ProjectId project, ArchivePart part, long offset, long length)
        implements Segment {
    private static final int BUFFER = 64 * 1024;

    @Override
    public void write(long from, long to, OutputStream out) throws IOException {
        try (InputStream in = archives.open(project, part, offset + from, to - from)) {
            byte[] buffer = new byte[BUFFER];
            long left = to - from;
            while (left > 0) {
                int read = read(in, buffer, (int) Math.min(left, BUFFER));
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private int read(InputStream in, byte[] buffer, int length) {
        int read;
        try {
            read = in.read(buffer, 0, length);
        } catch (IOException e) {
            throw broken("the archive's answer broke off", e);
        }
        if (read <= 0) {
            throw broken("the archive's answer ended early", null);
        }
        return read;
    }

    private ApiException broken(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ApiException(
                ApiException.Kind.ARCHIVE, "Cannot read part " + part.part() + " of the recording: " + why, cause);
    }
}
