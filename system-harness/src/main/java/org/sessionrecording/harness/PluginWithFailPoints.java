package org.sessionrecording.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The plugin's zip as it was built, and one jar more that holds a run where a test says. */
final class PluginWithFailPoints {
    private static final String LISTENER = "org/sessionrecording/harness/failpoint/HeldByInput.class";
    private static final String SERVICE = "META-INF/services/org.sessionrecording.plugin.failpoint.FailPoints";

    private PluginWithFailPoints() {}

    /**
     * Copies the zips of a folder into another, each with the jar.
     *
     * @return the other
     */
    static Path make(Path bundled, Path folder) {
        try (Stream<Path> zips = Files.list(bundled)) {
            Files.createDirectories(folder);
            for (Path zip :
                    zips.filter(file -> file.toString().endsWith(".zip")).toList()) {
                copy(
                        zip,
                        folder.resolve(zip.getFileName().toString()),
                        UnaryOperator.identity(),
                        Map.of("lib/fail-points.jar", jar()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot add fail points to the plugin in " + bundled + ": " + e, e);
        }
    }

    private static void copy(Path from, Path to, UnaryOperator<String> descriptor, Map<String, byte[]> more)
            throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setLevel(1); // most of it are jars
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("plugin.properties")) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    out.write(descriptor.apply(text).getBytes(StandardCharsets.UTF_8));
                } else {
                    in.transferTo(out);
                }
            }
            for (Map.Entry<String, byte[]> file : more.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
    }

    /** The only zip of a folder, saying that it is of another version. */
    static Path withVersion(Path made, Path folder, String version) {
        try (Stream<Path> zips = Files.list(made)) {
            Path to = folder.resolve("plugin-" + version + ".zip");
            copy(
                    zips.findFirst().orElseThrow(),
                    to,
                    descriptor -> descriptor.replaceFirst("plugin\\.version=\\S+", "plugin.version=" + version),
                    Map.of());
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] jar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes);
                InputStream code = PluginWithFailPoints.class.getResourceAsStream("/" + LISTENER)) {
            if (code == null) {
                throw new IOException(LISTENER + " is not on the class path");
            }
            jar.putNextEntry(new ZipEntry(LISTENER));
            code.transferTo(jar);
            jar.putNextEntry(new ZipEntry(SERVICE));
            String name = LISTENER.replace(".class", "").replace('/', '.');
            jar.write(name.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
