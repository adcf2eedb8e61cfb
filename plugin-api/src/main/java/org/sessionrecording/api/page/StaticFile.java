package org.sessionrecording.api.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One file to serve.
 *
 * @param contentType full media type, with charset for text
 * @param etag strong entity tag without quotes, e.g. a hash of the bytes
 * @param immutable true where the path names this very content for ever (it holds a version or hash)
 * @param contentSecurityPolicy header to send with it; required for HTML
 * @param length bytes
 * @param content opens the bytes; the host closes the stream
 */
public record StaticFile(
        String contentType,
        String etag,
        boolean immutable,
        Optional<String> contentSecurityPolicy,
        long length,
        Content content) {
    /** Opens the bytes. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }
}
