package org.sessionrecording.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a host needs of our own class path: not the tests, and not the plugin, which it takes from its zip. */
final class HostClassPath {
    private HostClassPath() {}

    static String find() {
        String separator = System.getProperty("path.separator");
        return Arrays.stream(System.getProperty("java.class.path").split(separator))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .flatMap(HostClassPath::withManifest)
                .distinct()
                .filter(HostClassPath::isOfTheHost)
                .map(Path::toString)
                .collect(Collectors.joining(separator));
    }

    private static boolean isOfTheHost(Path entry) {
        return !entry.toString().contains("session-recording-plugin") && !entry.endsWith("test-classes");
    }

    /** A jar that is started by itself names the others in its manifest. */
    private static Stream<Path> withManifest(Path entry) {
        if (!Files.isRegularFile(entry)) {
            return Stream.of(entry);
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String more = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return more == null
                    ? Stream.of(entry)
                    : Arrays.stream(more.split(" "))
                            .map(name -> entry.resolveSibling(name).normalize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
