package org.sessionrecording.interleavings;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sessionrecording.api.project.Audit;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.RunHistory;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.Settings;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.PgArchiveLinks;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.PgState;
import org.sessionrecording.host.store.PgUsage;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettingsProvider;

/** The project as the plugin sees it, over the host's own stores. Settings are the declared defaults and what is set. */
record PluginProject(Database database, HostClock clock, ProjectId id, Map<String, String> set)
        implements Project, Settings {
    static final String PLUGIN = "session-recording";

    /** Small batches, so that some recordings are streamed and a run has several. */
    static final Operator OPERATOR = new Operator(Optional.empty(), false, 64 << 10);

    @Override
    public SettingValues read() {
        Map<String, String> values = new HashMap<>();
        for (SettingSpec spec : new RecordingSettingsProvider(OPERATOR).settings()) {
            values.put(spec.key(), spec.defaultValue().valueFor(id, first()));
        }
        values.putAll(set);
        return new SettingValues(values);
    }

    @Override
    public void onChange(Consumer<SettingValues> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public boolean first() {
        return true;
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Recordings recordings() {
        return new PgRecordings(database, clock, id);
    }

    @Override
    public ArchiveLinks archiveLinks() {
        return new PgArchiveLinks(database, clock, id);
    }

    @Override
    public Settings settings() {
        return this;
    }

    @Override
    public State state() {
        return new PgState(database, id, PLUGIN);
    }

    @Override
    public Usage usage() {
        return new PgUsage(database, clock, id, Optional.empty());
    }

    @Override
    public Audit audit() {
        return new PgAudit(database, clock, id, PLUGIN);
    }

    /** None before this one, and no schedule: brakes that compare runs have tests of their own. */
    @Override
    public RunHistory runs() {
        return new RunHistory() {
            @Override
            public List<PastRun> recent(String operationId, int limit) {
                return List.of();
            }

            @Override
            public List<Instant> wakes(String operationId, Instant after, int limit) {
                return List.of();
            }
        };
    }

    @Override
    public Optional<People> people() {
        return Optional.empty();
    }
}
