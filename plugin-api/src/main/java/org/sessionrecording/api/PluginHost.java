package org.sessionrecording.api;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Workers;

/** What one plugin is handed by its host. Safe for use from any thread; everything ends with the plugin. */
public interface PluginHost {
    /** The id under which this plugin is installed, as in its descriptor. */
    String pluginId();

    /**
     * Names the installation for as long as its database lives, a restore of it included: what a plugin writes outside
     * carries it as the owner.
     */
    UUID installation();

    /** Version of this contract that the host implements, e.g. {@code 0.1.0}. */
    String apiVersion();

    /** All projects, in id order. Blocks on the host's database. */
    List<Project> projects();

    /** The project with this id, or empty where there is none. Blocks on the host's database. */
    Optional<Project> findProject(ProjectId id);

    /**
     * Time: the database's clock plus the host's offset (zero but in tests), so that every host of an installation agrees
     * to within a second. Does not block.
     */
    Clock clock();

    /**
     * The last time that the clock was seen to jump, or to disagree with the machine's; kept over restarts. Whoever removes
     * something by age remembers which doubts a person has dealt with. May block on the host's database.
     */
    Optional<ClockDoubt> clockDoubt();

    /** Counters and timers, exported with the plugin's id as a label. */
    Metrics metrics();

    /** Bounded executors that the host closes, interrupting what runs, when the plugin stops. */
    Workers workers();

    /**
     * A value that the operator gave the host's process, by environment variable name. Only names the plugin declared
     * in its {@code plugin.properties} as {@code plugin.environment} (comma-separated) are answered; others are empty.
     */
    Optional<String> environment(String name);
}
