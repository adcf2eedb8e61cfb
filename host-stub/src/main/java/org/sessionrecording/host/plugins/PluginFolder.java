package org.sessionrecording.host.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pf4j.DefaultVersionManager;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;

/**
 * The folder of plugin zips, which belongs to one host. Each is unpacked under {@code .unpacked} while it is loaded. Used by
 * the lifecycle thread alone.
 */
final class PluginFolder {
    private final Path directory;
    private final Path unpacked;

    /** One usable zip. */
    record Installed(Path file, Descriptor descriptor) {}

    /** What was found: the newest zip of each id, and what cannot be used, by file name. */
    record Found(Map<String, Installed> plugins, Map<String, String> problems) {}

    PluginFolder(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.unpacked = this.directory.resolve(".unpacked");
    }

    Path unpacked() {
        return unpacked;
    }

    /** Makes the folder, and removes what an earlier run of this host had unpacked. */
    void prepare() {
        try {
            Files.createDirectories(directory);
            delete(unpacked);
            Files.createDirectories(unpacked);
        } catch (IOException e) {
            throw problem("prepare plugin folder " + directory, e);
        }
    }

    Found scan() {
        Map<String, Installed> plugins = new TreeMap<>();
        Map<String, String> problems = new LinkedHashMap<>();
        for (Path file : zips(directory)) {
            try {
                Installed next = new Installed(file, new PluginZip(file).descriptor());
                Installed before = plugins.get(next.descriptor().id());
                if (before == null || compare(next, before) > 0) {
                    plugins.put(next.descriptor().id(), next);
                }
                if (before != null) {
                    Installed older = compare(next, before) > 0 ? before : next;
                    problems.put(older.file().getFileName().toString(), "another file holds a newer version of it");
                }
            } catch (ApiException e) {
                problems.put(file.getFileName().toString(), e.getMessage());
            }
        }
        return new Found(plugins, problems);
    }

    Optional<Installed> find(String id) {
        return Optional.ofNullable(scan().plugins().get(id));
    }

    /** Puts a zip in place of every other of the same id: removes, then adds, so that no older one can win. */
    Installed replace(Path source, Descriptor descriptor) {
        Path target = directory.resolve(descriptor.id() + "-" + descriptor.version() + ".zip");
        try {
            Path incoming = Files.createTempFile(directory, ".incoming-", ".tmp");
            Files.copy(source, incoming, StandardCopyOption.REPLACE_EXISTING);
            remove(descriptor.id());
            Files.move(incoming, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return new Installed(target, descriptor);
        } catch (IOException e) {
            throw problem("install plugin '" + descriptor.id() + "'", e);
        }
    }

    /** Removes every zip of this id. */
    void remove(String id) {
        try {
            for (Path file : zips(directory)) {
                if (isOf(file, id)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw problem("remove plugin '" + id + "'", e);
        }
    }

    private static boolean isOf(Path file, String id) {
        try {
            return new PluginZip(file).descriptor().id().equals(id);
        } catch (ApiException e) {
            return false;
        }
    }

    /** Unpacks a plugin into a fresh folder. */
    Path unpack(Installed plugin) {
        try {
            Path target =
                    Files.createTempDirectory(unpacked, plugin.descriptor().id() + "-");
            try {
                new PluginZip(plugin.file()).unpack(target);
                return target;
            } catch (ApiException e) {
                delete(target);
                throw e;
            }
        } catch (IOException e) {
            throw problem("unpack plugin '" + plugin.descriptor().id() + "'", e);
        }
    }

    static List<Path> zips(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw problem("list plugin folder " + directory, e);
        }
    }

    /** Removes a folder with all it holds; absent is fine. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    static int compare(String one, String other) {
        return new DefaultVersionManager().compareVersions(one, other);
    }

    private static int compare(Installed one, Installed other) {
        return compare(one.descriptor().version(), other.descriptor().version());
    }

    private static ApiException problem(String what, IOException e) {
        return new ApiException(
                Kind.INTERNAL, "Cannot " + what + ": " + e + " (see that the folder is writable and has space)", e);
    }
}
