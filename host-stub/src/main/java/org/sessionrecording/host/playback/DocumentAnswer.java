package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.host.web.EntityTags;
import org.sessionrecording.host.web.Rejection;

/**
 * Sends a document: the stored gzip bytes as they are, whole or a range of them, or inflated for who does not accept gzip.
 * Its length is always promised, so an answer that breaks off is noticed.
 */
final class DocumentAnswer {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private DocumentAnswer() {}

    /** Half-open. */
    private record Range(long from, long to) {}

    static void send(Context context, Document document) throws IOException {
        boolean gzip = acceptsGzip(context);
        String tag = gzip ? document.etag() : document.etag() + "-plain";
        context.header("ETag", "\"" + tag + "\"");
        context.header("Cache-Control", "private, no-cache, no-transform");
        context.header("Vary", "Accept-Encoding");
        if (!EntityTags.noneMatch(context, tag)) {
            context.status(304);
            return;
        }
        context.contentType("application/json");
        if (gzip) {
            sendStored(context, document, tag);
        } else {
            sendPlain(context, document);
        }
    }

    private static void sendStored(Context context, Document document, String tag) throws IOException {
        context.header("Content-Encoding", "gzip").header("Accept-Ranges", "bytes");
        Range range = range(context, document, tag).orElse(null);
        if (range != null) {
            context.status(206);
            context.header("Content-Range", "bytes " + range.from() + "-" + (range.to() - 1) + "/" + document.length());
        }
        Range sent = range == null ? new Range(0, document.length()) : range;
        HttpServletResponse response = begin(context, sent.to() - sent.from());
        if (!context.method().equals(HandlerType.HEAD)) {
            document.write(sent.from(), sent.to(), response.getOutputStream());
        }
    }

    private static void sendPlain(Context context, Document document) throws IOException {
        HttpServletResponse response = begin(context, document.plainLength());
        if (!context.method().equals(HandlerType.HEAD)) {
            document.writePlain(response.getOutputStream());
        }
    }

    /** The raw response: nothing on its way may compress once more. */
    private static HttpServletResponse begin(Context context, long length) {
        context.disableCompression();
        context.res().setContentLengthLong(length);
        return context.res();
    }

    private static boolean acceptsGzip(Context context) {
        String header = context.header("Accept-Encoding");
        return header != null
                && Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                        .map(String::trim)
                        .anyMatch(each -> (each.startsWith("gzip") || each.startsWith("*"))
                                && !each.matches(".*;\\s*q=0(\\.0*)?"));
    }

    /** The one range asked for; several at once, and other units, are answered with the whole. */
    private static Optional<Range> range(Context context, Document document, String tag) {
        String header = context.header("Range");
        String ifRange = context.header("If-Range");
        Matcher matcher = RANGE.matcher(header == null ? "" : header.trim());
        if (!matcher.matches() || (ifRange != null && !ifRange.equals("\"" + tag + "\""))) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        long length = document.length();
        long from = first.isEmpty() ? Math.max(0, length - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
        if (from >= to) {
            throw new Rejection(
                    416,
                    "Cannot send the range: the document has " + length + " bytes",
                    Map.of(),
                    Map.of("Content-Range", "bytes */" + length));
        }
        return Optional.of(new Range(from, to));
    }
}
