package org.sessionrecording.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.sessionrecording.api");

    @Test
    void names_no_library_but_pf4j_and_jspecify() {
        classes()
                .that()
                .resideInAPackage("org.sessionrecording.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.sessionrecording.api..",
                        "java.io",
                        "java.lang..",
                        "java.math",
                        "java.nio..",
                        "java.security",
                        "java.time..",
                        "java.util..",
                        "org.pf4j",
                        "org.jspecify.annotations")
                .because("plugins and hosts choose their own libraries; JDBC and HTTP are no plugin's business")
                .check(API);
    }

    @Test
    void values_know_nothing_of_services() {
        classes()
                .that()
                .resideInAPackage("org.sessionrecording.api.format")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.sessionrecording.api.format",
                        "org.sessionrecording.api.recording",
                        "java..",
                        "org.jspecify..")
                .check(API);
    }
}
