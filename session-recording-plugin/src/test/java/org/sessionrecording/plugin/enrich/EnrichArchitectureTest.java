package org.sessionrecording.plugin.enrich;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EnrichArchitectureTest {
    @Test
    void enrichers_know_the_contract_json_and_user_agents_alone() {
        classes()
                .that()
                .resideInAPackage("org.sessionrecording.plugin.enrich")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.sessionrecording.plugin.enrich",
                        "org.sessionrecording.api..",
                        "java.lang..",
                        "java.nio.charset",
                        "java.time..",
                        "java.util..",
                        "com.fasterxml.jackson..",
                        "ua_parser",
                        "org.pf4j",
                        "org.jspecify.annotations")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.sessionrecording.plugin.enrich"));
    }
}
