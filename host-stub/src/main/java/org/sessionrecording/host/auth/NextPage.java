package org.sessionrecording.host.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where to go after the login: a path of this host, never another site. */
public final class NextPage {
    private NextPage() {}

    /** {@code next} where it is a path of ours, else the first page. */
    public static String safe(@Nullable String next) {
        boolean ours = next != null
                && next.startsWith("/")
                && !next.startsWith("//")
                && next.length() <= 4_000
                && next.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '\\' && c != '"');
        return ours ? next : "/";
    }

    static String login(String next, boolean failed) {
        return "/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8) + (failed ? "&failed=1" : "");
    }
}
