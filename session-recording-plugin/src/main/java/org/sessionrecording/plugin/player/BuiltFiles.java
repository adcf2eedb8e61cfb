package org.sessionrecording.plugin.player;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.StaticFile;

/**
 * The files that the build of {@code web} left beside this class, with the hash and length it took of each. Immutable,
 * for any thread; only the list of names is read at creation.
 */
final class BuiltFiles {
    private static final String FOLDER = "files/";
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "ts", "text/plain; charset=utf-8",
            "txt", "text/plain; charset=utf-8");

    private static final Pattern HASHED = Pattern.compile("session-recorder-engine-[0-9a-f]{16}\\.js");

    private record Entry(String etag, long length) {}

    private final Map<String, Entry> entries;

    BuiltFiles() {
        try (InputStream in = open("files.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            entries = properties.stringPropertyNames().stream()
                    .collect(Collectors.toUnmodifiableMap(name -> name, name -> entry(properties.getProperty(name))));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot serve the player: its files are missing (build the plugin with Maven)", e);
        }
    }

    /** The file of this name, to be sent with a content security policy where it has one of its own. */
    Optional<StaticFile> find(String name) {
        Entry entry = entries.get(name);
        String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (entry == null || type == null) {
            return Optional.empty();
        }
        return Optional.of(
                new StaticFile(type, entry.etag(), isHashed(name), policyOf(name), entry.length(), () -> open(name)));
    }

    /** Whether the name holds the hash of the content, so that it means the same for ever. */
    static boolean isHashed(String name) {
        return HASHED.matcher(name).matches();
    }

    private Optional<String> policyOf(String name) {
        if (!name.endsWith(".html")) {
            return Optional.empty();
        }
        try (InputStream in = open(name.replace(".html", ".csp"))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot serve " + name + ": its policy is missing (build the plugin anew)", e);
        }
    }

    private static Entry entry(String line) {
        int space = line.indexOf(' ');
        return new Entry(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = BuiltFiles.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new FileNotFoundException(FOLDER + name);
        }
        return in;
    }
}
