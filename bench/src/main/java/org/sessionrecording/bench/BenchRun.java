package org.sessionrecording.bench;

import java.util.Map;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingValues;

/** One run under a lease of its own, watched by nobody. */
record BenchRun(Project project, Lease lease) implements OperationContext {
    @Override
    public SettingValues settings() {
        return project.settings().read();
    }

    @Override
    public String runId() {
        return "bench";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public boolean dryRun() {
        return false;
    }

    @Override
    public boolean confirmed() {
        return false;
    }

    @Override
    public void progress(long done, long total, String message) {}

    @Override
    public void figure(String name, long value) {}

    @Override
    public boolean isCancelled() {
        return false;
    }
}
