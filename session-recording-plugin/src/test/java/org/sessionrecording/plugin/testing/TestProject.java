package org.sessionrecording.plugin.testing;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.sessionrecording.api.project.Audit;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.Settings;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettingsProvider;

/** The first project of an installation, over a catalog in memory; settings are the declared defaults and what is set. */
public final class TestProject implements Project, Settings {
    private final MemoryCatalog catalog = new MemoryCatalog();
    private final MemoryState state = new MemoryState();
    private final MemoryRuns runs = new MemoryRuns();
    private final Map<String, String> set = new HashMap<>();
    private final List<String> audited = new CopyOnWriteArrayList<>();

    public TestProject with(String key, String value) {
        set.put(key, value);
        return this;
    }

    /** Archives to this server. */
    public TestProject with(LocalS3 s3, String prefix) {
        return with("s3_url", s3.url(prefix))
                .with("s3_access_key", LocalS3.ACCESS_KEY)
                .with("s3_secret_key", LocalS3.SECRET_KEY);
    }

    /** Action and subject of what was audited. */
    public List<String> audited() {
        return audited;
    }

    public MemoryCatalog catalog() {
        return catalog;
    }

    @Override
    public SettingValues read() {
        Map<String, String> values = new HashMap<>();
        for (SettingSpec spec : new RecordingSettingsProvider(new Operator(Optional.empty(), false)).settings()) {
            values.put(spec.key(), spec.defaultValue().valueFor(id(), first()));
        }
        values.putAll(set);
        return new SettingValues(values);
    }

    @Override
    public void onChange(Consumer<SettingValues> listener) {}

    @Override
    public ProjectId id() {
        return new ProjectId(1);
    }

    @Override
    public String name() {
        return "Test";
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
        return catalog;
    }

    @Override
    public ArchiveLinks archiveLinks() {
        return catalog;
    }

    @Override
    public Settings settings() {
        return this;
    }

    @Override
    public MemoryState state() {
        return state;
    }

    @Override
    public Usage usage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Audit audit() {
        return (action, subject, detail) -> audited.add(action + " " + subject);
    }

    @Override
    public MemoryRuns runs() {
        return runs;
    }

    @Override
    public Optional<People> people() {
        return Optional.empty();
    }
}
