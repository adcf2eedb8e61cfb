package org.sessionrecording.plugin.testing;

import java.util.Map;
import java.util.TreeMap;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingValues;

/** One run, which remembers what it was told. */
public final class TestRun implements OperationContext {
    private final TestProject project;
    private final Lease lease;
    private final boolean dryRun;
    private final Map<String, Long> figures = new TreeMap<>();
    private final Map<String, String> parameters = new TreeMap<>();
    private volatile boolean cancelled;
    private boolean confirmed;

    public TestRun(TestProject project, boolean dryRun) {
        this.project = project;
        this.lease = project.catalog().lease();
        this.dryRun = dryRun;
    }

    public TestRun with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    public Map<String, Long> figures() {
        return figures;
    }

    /** Somebody looked and said go. */
    public TestRun confirm() {
        confirmed = true;
        return this;
    }

    public void cancel() {
        cancelled = true;
    }

    @Override
    public Project project() {
        return project;
    }

    @Override
    public SettingValues settings() {
        return project.read();
    }

    @Override
    public String runId() {
        return "run";
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public boolean dryRun() {
        return dryRun;
    }

    @Override
    public boolean confirmed() {
        return confirmed;
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public void progress(long done, long total, String message) {}

    @Override
    public void figure(String name, long value) {
        figures.put(name, value);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
