package org.sessionrecording.host.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources in the test and packs them as a plugin's zip, as its build would. */
public final class PluginZipBuilder {
    private final Map<String, String> descriptor = new TreeMap<>();
    private final Map<String, byte[]> extra = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();
    private final List<String> extensions = new ArrayList<>();

    public PluginZipBuilder(String id, String version) {
        descriptor.put("plugin.id", id);
        descriptor.put("plugin.version", version);
        descriptor.put("plugin.requires", ">=0.1.0 & <1.0.0");
        mainClass("sample.Main");
        source("sample.Main", """
                package sample;
                public final class Main extends org.sessionrecording.api.HostedPlugin {
                    public Main(org.sessionrecording.api.PluginHost host) { super(host); }
                    public org.sessionrecording.api.PluginHost services() { return host(); }
                }
                """);
    }

    public PluginZipBuilder mainClass(String name) {
        return property("plugin.class", name);
    }

    public PluginZipBuilder property(String key, String value) {
        descriptor.put(key, value);
        return this;
    }

    public PluginZipBuilder source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** A source that is also listed as an extension. */
    public PluginZipBuilder extension(String className, String source) {
        extensions.add(className);
        return source(className, source);
    }

    /** An entry as it is, whatever its name. */
    public PluginZipBuilder entry(String name, String content) {
        extra.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Writes {@code id-version.zip} into the folder. */
    public Path writeTo(Path folder) {
        Path zip = folder.resolve(descriptor.get("plugin.id") + "-" + descriptor.get("plugin.version") + ".zip");
        try {
            Path classes = compile(Files.createTempDirectory(folder, "classes-"));
            try (OutputStream file = Files.newOutputStream(zip);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                put(out, "plugin.properties", properties());
                put(
                        out,
                        "classes/META-INF/extensions.idx",
                        String.join("\n", extensions).getBytes(StandardCharsets.UTF_8));
                for (Map.Entry<String, byte[]> entry : extra.entrySet()) {
                    put(out, entry.getKey(), entry.getValue());
                }
                try (Stream<Path> files = Files.walk(classes)) {
                    for (Path file2 : files.filter(path -> path.toString().endsWith(".class"))
                            .toList()) {
                        put(out, "classes/" + classes.relativize(file2), Files.readAllBytes(file2));
                    }
                }
            }
            return zip;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] properties() {
        StringBuilder text = new StringBuilder();
        descriptor.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Path compile(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = root.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-d", root.toString(), "-cp", System.getProperty("java.class.path"));
            boolean done = compiler.getTask(
                            null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!done) {
                throw new IllegalStateException("Cannot compile the test's plugin (see standard error)");
            }
        }
        return root;
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
