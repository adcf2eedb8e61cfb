package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.util.Arrays;

/** Conditional requests. */
public final class EntityTags {
    private EntityTags() {}

    /** Whether the client lacks what {@code tag} (without quotes) names, so that it must be sent. */
    public static boolean noneMatch(Context context, String tag) {
        String header = context.header("If-None-Match");
        return header == null
                || Arrays.stream(header.split(","))
                        .map(String::trim)
                        .noneMatch(each -> each.equals("*") || bare(each).equals("\"" + tag + "\""));
    }

    private static String bare(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
