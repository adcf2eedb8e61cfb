package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * The two origins as the person who asks sees them: the host's, and the one where recorded pages are replayed. Where the
 * operator named none, they follow from the name under which the request came, so that {@code localhost},
 * {@code 127.0.0.1} and a machine's name in the local network all work. Safe for use from any thread.
 *
 * @param publicUrl the host's origin, where named
 * @param replayUrl the replay origin, where named
 * @param port of the host's listener, known once it listens
 * @param replayPort of the replay listener, known once it listens
 */
public record Origins(Optional<URI> publicUrl, Optional<URI> replayUrl, IntSupplier port, IntSupplier replayPort) {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:\\d{1,5})?");

    /** The host's own origin, e.g. {@code http://127.0.0.1:8000}. */
    public String host(Context context) {
        return publicUrl.map(URI::toString).orElseGet(() -> "http://" + name(context) + ":" + port.getAsInt());
    }

    /** The replay origin. */
    public String replay(Context context) {
        return replayUrl.map(URI::toString).orElseGet(() -> {
            String scheme = publicUrl.map(URI::getScheme).orElse("http");
            String name = publicUrl.map(URI::getHost).orElseGet(() -> name(context));
            return scheme + "://" + name + ":" + replayPort.getAsInt();
        });
    }

    /** Whether people reach the host by https, so that cookies must not travel otherwise. */
    public boolean secure() {
        return publicUrl.map(url -> "https".equals(url.getScheme())).orElse(false);
    }

    private static String name(Context context) {
        String header = context.header("Host");
        var matcher = NAME.matcher(header == null ? "" : header);
        return matcher.matches() ? matcher.group(1) : "127.0.0.1";
    }
}
