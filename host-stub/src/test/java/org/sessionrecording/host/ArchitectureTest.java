package org.sessionrecording.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final Path MAIN = Path.of("src", "main");

    @Test
    void depends_on_no_class_of_the_plugin() {
        noClasses()
                .that()
                .resideInAPackage("org.sessionrecording.host..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.sessionrecording.plugin..")
                .because("any plugin may be installed, and this one may be missing")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.sessionrecording.host"));
    }

    @Test
    void names_no_class_of_the_plugin_in_a_text_either() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Path> naming = files.filter(Files::isRegularFile)
                    .filter(file -> text(file).contains("org.sessionrecording.plugin."))
                    .toList();
            assertThat(naming).isEmpty();
        }
        assertThat(MAIN.resolve("java/org/sessionrecording/host")).isDirectory();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("Cannot read " + file, e);
        }
    }
}
