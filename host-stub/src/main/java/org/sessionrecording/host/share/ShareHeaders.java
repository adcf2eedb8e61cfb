package org.sessionrecording.host.share;

import io.javalin.http.Context;
import java.util.Map;

/** What every answer to a share link carries: its address, which is the key, is told to no other site, and nothing of it to a search engine. */
public final class ShareHeaders {
    static final Map<String, String> ALL = Map.of(
            "Referrer-Policy",
            "no-referrer",
            "X-Robots-Tag",
            "noindex, nofollow, noarchive",
            "Cache-Control",
            "no-store");

    private ShareHeaders() {}

    public static void set(Context context) {
        ALL.forEach(context::header);
    }
}
