package org.sessionrecording.plugin.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the forms of {@link S3Url}, and refuses everything else: a typing error must not become another place. */
final class S3UrlParser {
    private static final String FORMS =
            " (write s3://bucket/prefix?region=…&endpoint=…&style=path|host or http(s)://host:port/bucket/prefix)";

    private S3UrlParser() {}

    static S3Url parse(String text) {
        URI uri = uri(text);
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (uri.getRawUserInfo() != null
                || Optional.ofNullable(uri.getRawAuthority()).orElse("").contains("@")) {
            throw refused("it holds credentials (put them into s3_access_key and s3_secret_key)");
        }
        if (uri.getRawFragment() != null) {
            throw refused("it has a fragment" + FORMS);
        }
        return switch (scheme) {
            case "s3" -> s3(uri);
            case "http", "https" -> http(uri, scheme);
            default -> throw refused("it begins neither with s3:// nor with http(s)://" + FORMS);
        };
    }

    private static S3Url s3(URI uri) {
        Map<String, String> query = query(uri, Set.of("region", "endpoint", "style"));
        Optional<String> endpoint = Optional.ofNullable(query.get("endpoint")).map(S3UrlParser::endpoint);
        String style = query.getOrDefault("style", endpoint.isPresent() ? "path" : "host");
        if (!style.equals("path") && !style.equals("host")) {
            throw refused("style is '" + style + "' (write style=path or style=host)");
        }
        return new S3Url(
                bucket(Optional.ofNullable(uri.getRawAuthority()).orElse("")),
                path(uri.getRawPath()),
                Optional.ofNullable(query.get("region")),
                endpoint,
                style.equals("path"),
                false);
    }

    private static S3Url http(URI uri, String scheme) {
        Map<String, String> query = query(uri, Set.of("region"));
        if (uri.getHost() == null) {
            throw refused("it names no host" + FORMS);
        }
        String all = path(uri.getRawPath());
        int slash = all.indexOf('/');
        return new S3Url(
                bucket(slash < 0 ? all : all.substring(0, slash)),
                slash < 0 ? "" : all.substring(slash + 1),
                Optional.ofNullable(query.get("region")),
                Optional.of(scheme + "://" + uri.getRawAuthority()),
                true,
                true);
    }

    private static String endpoint(String text) {
        URI uri = uri(text);
        boolean bare = Optional.ofNullable(uri.getRawPath()).orElse("").matches("/?") && uri.getRawQuery() == null;
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || !bare || uri.getRawUserInfo() != null) {
            throw refused("its endpoint is not an address like https://host:port");
        }
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String bucket(String bucket) {
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,62}")) {
            throw refused(
                    bucket.isEmpty()
                            ? "it names no bucket" + FORMS
                            : "'" + bucket + "' is not a bucket's name" + FORMS);
        }
        return bucket;
    }

    private static String path(String rawPath) {
        String path = rawPath.replaceFirst("^/", "").replaceFirst("/$", "");
        for (String segment : path.split("/", -1)) {
            boolean fine = path.isEmpty() || (segment.matches("[A-Za-z0-9._@~-]+") && !segment.matches("\\.+"));
            if (!fine) {
                throw refused("its path has the segment '" + segment + "' (use letters, digits and . _ @ ~ - only)");
            }
        }
        return path;
    }

    private static Map<String, String> query(URI uri, Set<String> known) {
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() == null) {
            return query;
        }
        for (String pair : uri.getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!known.contains(name)) {
                throw refused("it has the unknown parameter '" + name + "'" + FORMS);
            }
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (value.isEmpty() || query.put(name, decoded(value)) != null) {
                throw refused("its parameter '" + name + "' must be given once, with a value" + FORMS);
            }
        }
        return query;
    }

    private static String decoded(String value) {
        String decoded = URI.create("x:/?" + value).getQuery();
        return decoded == null ? value : decoded;
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw refused("character " + e.getIndex() + " is not allowed there" + FORMS);
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("Cannot use s3_url: " + why);
    }
}
