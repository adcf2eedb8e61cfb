package org.sessionrecording.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Looks into the finished zip; run by the build once the zip exists, as its name keeps it out of the other tests. */
class PluginZipCheck {
    private static final long MOST_BYTES = 16L << 20;

    private final Path zip = Path.of(System.getProperty("plugin.zip"));

    @Test
    void has_the_layout_that_pf4j_reads() throws IOException {
        assertThat(names()).contains("plugin.properties", "classes/META-INF/extensions.idx");
        assertThat(names())
                .allMatch(name -> name.equals("plugin.properties")
                        || name.startsWith("classes/")
                        || name.matches("lib/([^/]+\\.jar)?"));
    }

    @Test
    void describes_itself_with_the_version_it_was_built_as() throws IOException {
        Properties descriptor = new Properties();
        try (ZipFile file = new ZipFile(zip.toFile());
                InputStream in = file.getInputStream(new ZipEntry("plugin.properties"))) {
            descriptor.load(in);
        }
        assertThat(descriptor.getProperty("plugin.id")).isEqualTo("session-recording");
        assertThat(zip.getFileName().toString())
                .isEqualTo("session-recording-plugin-" + descriptor.getProperty("plugin.version") + ".zip");
        assertThat(descriptor.getProperty("plugin.environment")).contains("S3_URL");
    }

    @Test
    void brings_nothing_that_the_host_owns() throws IOException {
        assertThat(names())
                .noneMatch(name -> name.matches("lib/(pf4j|slf4j|plugin-api|jspecify|logback).*"))
                .noneMatch(name -> name.startsWith("classes/org/sessionrecording/api/"));
    }

    @Test
    void brings_one_http_client_and_nothing_twice() throws IOException {
        List<String> libraries =
                names().stream().filter(name -> name.endsWith(".jar")).toList();
        assertThat(libraries)
                .filteredOn(name -> name.matches("lib/(apache|netty-nio|url-connection|aws-crt)\\d*-client-.*"))
                .hasSize(1);
        assertThat(libraries)
                .extracting(name -> name.replaceFirst("-\\d[\\w.]*\\.jar$", ""))
                .doesNotHaveDuplicates();
        assertThat(classNames()).doesNotHaveDuplicates();
    }

    @Test
    void is_small() throws IOException {
        assertThat(Files.size(zip)).isLessThan(MOST_BYTES);
    }

    private List<String> names() throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    private List<String> classNames() throws IOException {
        List<String> classes = new ArrayList<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (String jar : names()) {
                if (jar.endsWith(".jar")) {
                    try (ZipInputStream in =
                            new ZipInputStream(file.getInputStream(new ZipEntry(jar)), StandardCharsets.UTF_8)) {
                        addClasses(in, classes);
                    }
                }
            }
        }
        return classes;
    }

    private static void addClasses(ZipInputStream jar, List<String> to) throws IOException {
        for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
            String name = entry.getName().toLowerCase(Locale.ROOT);
            if (name.endsWith(".class") && !name.contains("-info.") && !name.startsWith("meta-inf/versions/")) {
                to.add(entry.getName());
            }
        }
    }
}
