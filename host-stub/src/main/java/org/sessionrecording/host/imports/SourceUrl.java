package org.sessionrecording.host.imports;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.api.ApiException;

/**
 * Where a database is. Anything that is not part of that is refused: options of drivers load classes and write files, and
 * credentials have parameters of their own, which are not recorded.
 *
 * @param tls the {@code sslmode} of PostgreSQL, empty for the driver's default; {@code https} or {@code http} of ClickHouse
 */
record SourceUrl(Kind kind, String host, int port, String database, String tls) {
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Which database. */
    enum Kind {
        POSTGRESQL,
        CLICKHOUSE
    }

    static SourceUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.trim().replaceFirst("^jdbc:", ""));
        } catch (URISyntaxException e) {
            // its message would quote the URL, and whatever somebody put into it
            throw wrong("it is no URL");
        }
        if (uri.getRawUserInfo() != null) {
            throw wrong("it holds credentials, which would be recorded (give user and password by themselves)");
        }
        if (uri.getHost() == null) {
            throw wrong("it names no host");
        }
        Map<String, String> options = options(uri);
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "postgresql", "postgres" -> postgresql(uri, options);
            case "http", "https" -> clickHouse(uri, options);
            default ->
                throw wrong("it is none of jdbc:postgresql://host:port/database, and http(s)://host:port/?database=name"
                        + " of a ClickHouse");
        };
    }

    private static SourceUrl postgresql(URI uri, Map<String, String> options) {
        String database = String.valueOf(uri.getPath()).replaceFirst("^/", "");
        if (database.isEmpty() || database.contains("/")) {
            throw wrong("it names no database (jdbc:postgresql://host:port/database)");
        }
        String mode = options.getOrDefault("sslmode", "");
        options.remove("sslmode");
        requireNone(options, "sslmode");
        if (!mode.isEmpty() && !SSL_MODES.contains(mode)) {
            throw wrong("sslmode is none of "
                    + String.join(", ", SSL_MODES.stream().sorted().toList()));
        }
        return new SourceUrl(Kind.POSTGRESQL, host(uri), port(uri, 5432), database, mode);
    }

    private static SourceUrl clickHouse(URI uri, Map<String, String> options) {
        String path = String.valueOf(uri.getPath());
        if (!path.isEmpty() && !path.equals("/")) {
            throw wrong("it has a path (http://host:8123/?database=name)");
        }
        String database = options.getOrDefault("database", "default");
        options.remove("database");
        requireNone(options, "database");
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return new SourceUrl(
                Kind.CLICKHOUSE, host(uri), port(uri, scheme.equals("https") ? 8443 : 8123), database, scheme);
    }

    private static String host(URI uri) {
        return uri.getHost().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri, int usual) {
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    private static Map<String, String> options(URI uri) {
        Map<String, String> options = new HashMap<>();
        String query = uri.getQuery();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                options.put(
                        equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return options;
    }

    private static void requireNone(Map<String, String> options, String known) {
        if (!options.isEmpty()) {
            throw wrong("it has options other than " + known);
        }
    }

    private static ApiException wrong(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot import from this URL: " + why);
    }

    /** As it goes into a URL. */
    String hostInUrl() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    @Override
    public String toString() {
        String scheme = kind == Kind.POSTGRESQL ? "postgresql" : tls;
        return scheme + "://" + hostInUrl() + ":" + port + "/" + database;
    }
}
