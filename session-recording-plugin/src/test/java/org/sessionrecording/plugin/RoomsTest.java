package org.sessionrecording.plugin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the plugin's rooms. */
@AnalyzeClasses(packages = "org.sessionrecording", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule THE_SDK_LIVES_IN_ONE_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage("..archive.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule THE_PLUGIN_KNOWS_NO_DATABASE_AND_NO_SCHEDULER =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..", "org.quartz..");

    @ArchTest
    static final ArchRule THE_PLUGIN_KNOWS_ITS_HOST_BY_THE_CONTRACT_ALONE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.sessionrecording.host..");

    @ArchTest
    static final ArchRule THE_ARCHIVE_DOES_NOT_KNOW_WHAT_IS_DUE = noClasses()
            .that()
            .resideInAPackage("..archive..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..retention..");

    @ArchTest
    static final ArchRule RETENTION_REACHES_THE_BUCKET_THROUGH_THE_ARCHIVE = noClasses()
            .that()
            .resideInAPackage("..retention..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..archive.s3..");

    @ArchTest
    static final ArchRule CUSTODY_REACHES_THE_BUCKET_THROUGH_THE_ARCHIVE = noClasses()
            .that()
            .resideInAPackage("..custody..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..archive.s3..", "..retention..");

    @ArchTest
    static final ArchRule WRITING_DOES_NOT_KNOW_WHO_LOOKS_AFTER_IT = noClasses()
            .that()
            .resideInAnyPackage("..archive..", "..retention..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..custody..");
}
