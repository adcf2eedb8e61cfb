package org.sessionrecording.plugin.settings;

import java.util.Optional;
import java.util.StringJoiner;

/**
 * A place in S3: a bucket, a path in it (a prefix, or one object's key) and how to reach it. Written {@code
 * s3://bucket/path?region=…&endpoint=…&style=path|host} or {@code http(s)://host:port/bucket/path?region=…}, the latter in
 * path style.
 *
 * @param path without leading or trailing slash; may be empty
 * @param endpoint of a server other than AWS
 * @param pathStyle whether the bucket stands in the path rather than in the host's name
 * @param plain whether it was written as {@code http(s)://}
 */
public record S3Url(
        String bucket,
        String path,
        Optional<String> region,
        Optional<String> endpoint,
        boolean pathStyle,
        boolean plain) {

    /** @throws IllegalArgumentException saying what is wrong and what to write instead */
    public static S3Url parse(String text) {
        return S3UrlParser.parse(text);
    }

    /** This place with {@code more} behind its path. */
    public S3Url resolve(String more) {
        return new S3Url(bucket, path.isEmpty() ? more : path + "/" + more, region, endpoint, pathStyle, plain);
    }

    /** Whether what is sent can be read on its way. */
    public boolean clearText() {
        return endpoint.filter(url -> url.startsWith("http:")).isPresent();
    }

    /** The form {@link #parse} reads. */
    @Override
    public String toString() {
        String place = bucket + (path.isEmpty() ? "" : "/" + path);
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        region.ifPresent(value -> query.add("region=" + value));
        if (plain) {
            return endpoint.orElseThrow() + "/" + place + query;
        }
        endpoint.ifPresent(value -> query.add("endpoint=" + value));
        if (pathStyle != endpoint.isPresent()) {
            query.add("style=" + (pathStyle ? "path" : "host"));
        }
        return "s3://" + place + query;
    }
}
