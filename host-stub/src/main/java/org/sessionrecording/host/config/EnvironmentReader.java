package org.sessionrecording.host.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns text into a {@link HostConfig}, collecting every problem before it complains. */
final class EnvironmentReader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
    }

    HostConfig read() {
        int port = value("HTTP_PORT", 8000, EnvironmentReader::port);
        Path data =
                value("DATA_DIR", Path.of("data"), Path::of).toAbsolutePath().normalize();
        HostConfig config = new HostConfig(
                port,
                value("REPLAY_PORT", port == 0 ? 0 : port + 1, EnvironmentReader::port),
                optional("PUBLIC_URL", EnvironmentReader::origin),
                optional("REPLAY_URL", EnvironmentReader::origin),
                optional("DATABASE_URL", EnvironmentReader::jdbcUrl),
                data,
                value("PLUGINS_DIR", data.resolve("plugins"), Path::of),
                optional("BUNDLED_PLUGINS_DIR", Path::of),
                value("TASKS", true, EnvironmentReader::onOrOff),
                optional("SECRET_KEY", Function.identity()),
                value("ADMIN_EMAIL", "admin@localhost", Function.identity()),
                optional("ADMIN_PASSWORD", Function.identity()),
                optional("ADMIN_API_KEY", Function.identity()),
                value("CLOCK_OFFSET", Duration.ZERO, Duration::parse),
                environment);
        if (config.publicUrl().isPresent() && config.publicUrl().equals(config.replayUrl())) {
            problems.add("REPLAY_URL is the same origin as PUBLIC_URL (give replayed pages an origin of their own)");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Cannot start: " + String.join("; ", problems));
        }
        return config;
    }

    private <T> T value(String name, T defaultValue, Function<String, T> parse) {
        return optional(name, parse).orElse(defaultValue);
    }

    private <T> Optional<T> optional(String name, Function<String, T> parse) {
        String text = environment.getOrDefault(name, "").trim();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (RuntimeException e) {
            // the value itself may be a secret, so only the name is told
            problems.add(name + " is not valid: " + reason(e));
            return Optional.empty();
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof ConfigProblem ? e.getMessage() : "it cannot be read";
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > 65_535) {
            throw new ConfigProblem("a port is 0 to 65535");
        }
        return port;
    }

    private static boolean onOrOff(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new ConfigProblem("say on or off");
        };
    }

    private static URI origin(String text) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null || !uri.getPath().isEmpty() || uri.getQuery() != null) {
            throw new ConfigProblem("an origin has the form https://host:port");
        }
        return uri;
    }

    private static String jdbcUrl(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return text;
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw new ConfigProblem("it has the form postgresql://user:password@host:5432/database");
        }
        URI uri = URI.create(text);
        StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
        jdbc.append(uri.getPort() < 0 ? "" : ":" + uri.getPort()).append(uri.getRawPath());
        String separator = "?";
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            jdbc.append("?user=").append(parts[0]);
            jdbc.append(parts.length > 1 ? "&password=" + parts[1] : "");
            separator = "&";
        }
        return jdbc.append(uri.getRawQuery() == null ? "" : separator + uri.getRawQuery())
                .toString();
    }

    /** A problem whose message may be shown. */
    private static final class ConfigProblem extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        ConfigProblem(String message) {
            super(message);
        }
    }
}
