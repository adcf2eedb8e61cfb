package org.sessionrecording.host.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.host.assets.AllowedHosts;

/** Turns text into a {@link HostConfig}, collecting every problem before it complains. */
final class EnvironmentReader {
    private final Map<String, String> environment;
    private final Variables variables;

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
        this.variables = new Variables(environment);
    }

    HostConfig read() {
        int port = variables.value("HTTP_PORT", 8000, EnvironmentReader::port);
        Path data = variables
                .value("DATA_DIR", Path.of("data"), Path::of)
                .toAbsolutePath()
                .normalize();
        String email = variables.value("ADMIN_EMAIL", "admin@localhost", Function.identity());
        HostConfig config = new HostConfig(
                port,
                variables.value("REPLAY_PORT", port == 0 ? 0 : port + 1, EnvironmentReader::port),
                variables.optional("PUBLIC_URL", EnvironmentReader::origin),
                variables.optional("REPLAY_URL", EnvironmentReader::origin),
                variables.optional("DATABASE_URL", EnvironmentReader::jdbcUrl),
                variables.optional("DATABASE_DISK", EnvironmentReader::directory),
                variables.value("DATABASE_RESERVE_BYTES", 64L << 20, EnvironmentReader::bytes),
                data,
                variables.value("PLUGINS_DIR", data.resolve("plugins"), Path::of),
                variables.optional("BUNDLED_PLUGINS_DIR", Path::of),
                variables.value("TASKS", true, EnvironmentReader::onOrOff),
                variables.optional("SECRET_KEY", Function.identity()),
                email,
                variables.optional("ADMIN_PASSWORD", Function.identity()),
                variables.optional("ADMIN_API_KEY", Function.identity()),
                assets(),
                variables.optional("FEEDBACK_URL", EnvironmentReader::link).orElseGet(() -> mailTo(email)),
                variables.value("CLOCK_OFFSET", Duration.ZERO, Duration::parse),
                IngestConfig.read(variables),
                GeoipConfig.read(variables),
                environment);
        if (config.publicUrl().isPresent() && config.publicUrl().equals(config.replayUrl())) {
            variables.problem(
                    "REPLAY_URL is the same origin as PUBLIC_URL (give replayed pages an origin of their own)");
        }
        variables.requireNoProblem();
        return config;
    }

    private Optional<AllowedHosts> assets() {
        boolean on = variables.value("REPLAY_ASSETS", true, EnvironmentReader::onOrOff);
        AllowedHosts hosts = variables.value("REPLAY_ASSETS_HOSTS", AllowedHosts.NONE, EnvironmentReader::hosts);
        return on ? Optional.of(hosts) : Optional.empty();
    }

    private static AllowedHosts hosts(String text) {
        try {
            return AllowedHosts.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem("it lists hosts or host:port, with commas between");
        }
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

    private static long bytes(String text) {
        if (!text.matches("\\d{1,15}")) {
            throw new ConfigProblem("give a whole number of bytes");
        }
        return Long.parseLong(text);
    }

    private static Path directory(String text) {
        Path path = Path.of(text);
        if (!Files.isDirectory(path)) {
            throw new ConfigProblem("there is no such directory");
        }
        return path;
    }

    private static URI link(String text) {
        URI uri = URI.create(text);
        if (!List.of("http", "https", "mailto").contains(String.valueOf(uri.getScheme()))) {
            throw new ConfigProblem("it is a link of http, https or mailto");
        }
        return uri;
    }

    private static URI mailTo(String email) {
        return URI.create("mailto:"
                + URLEncoder.encode(email, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%40", "@"));
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
}
