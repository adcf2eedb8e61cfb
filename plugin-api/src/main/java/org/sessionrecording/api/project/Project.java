package org.sessionrecording.api.project;

import java.time.ZoneId;
import java.util.Optional;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.settings.Settings;

/**
 * One tenant, and the host's services within it. Whoever holds a project can reach nothing of another. Cheap to ask for;
 * safe for use from any thread.
 */
public interface Project {
    ProjectId id();

    String name();

    /** True for the oldest project of the installation, to which operator-wide defaults such as {@code S3_URL} apply as they are. */
    boolean first();

    /** The zone in which cron expressions of this project are read. */
    ZoneId zone();

    Recordings recordings();

    /** The host's model API for archived recordings: intents and links. */
    ArchiveLinks archiveLinks();

    /** This plugin's settings in this project. */
    Settings settings();

    /** This plugin's durable records in this project. */
    State state();

    Usage usage();

    Audit audit();

    /** Runs of this plugin's operations in this project. */
    RunHistory runs();

    /** Persons and cohorts; empty where the host keeps none. */
    Optional<People> people();
}
