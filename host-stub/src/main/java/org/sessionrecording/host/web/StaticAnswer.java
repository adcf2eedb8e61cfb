package org.sessionrecording.host.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.page.StaticFile;

/** Sends a static file: validators, caching, policy. */
public final class StaticAnswer {
    private StaticAnswer() {}

    static String requireSafe(String path) {
        if (!StaticRoutes.isSafe(path)) {
            throw new Rejection(404, "Cannot find the file: its path is not of a file's form");
        }
        return path;
    }

    /** Answers 304 where the client has this very file, else the bytes. */
    public static void send(Context context, StaticFile file) {
        // weak: the same file may travel compressed or not
        String etag = "W/\"" + file.etag() + "\"";
        context.header("ETag", etag);
        context.header("Vary", "Accept-Encoding");
        context.header(
                "Cache-Control", file.immutable() ? "public, max-age=31536000, immutable" : "public, max-age=300");
        if (EntityTags.noneMatch(context, file.etag())) {
            context.contentType(file.contentType());
            policy(context, file);
            context.result(open(file));
        } else {
            context.status(304);
        }
    }

    private static void policy(Context context, StaticFile file) {
        if (file.contentType().toLowerCase(Locale.ROOT).startsWith("text/html")
                && file.contentSecurityPolicy().isEmpty()) {
            throw new ApiException(
                    ApiException.Kind.PLUGIN, "Cannot serve the page: its plugin gives no Content-Security-Policy");
        }
        file.contentSecurityPolicy().ifPresent(policy -> context.header("Content-Security-Policy", policy));
    }

    private static InputStream open(StaticFile file) {
        try {
            return file.content().open();
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.PLUGIN, "Cannot serve the file: it cannot be read", e);
        }
    }
}
