package org.sessionrecording.host.tasks;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingValues;

/**
 * A run on this host, as its operation sees it: keeps what it tells in memory, for {@link RunKeeper} to store some times a
 * second, and takes its cancelling. Safe for use from any thread.
 */
final class LocalRun implements OperationContext {
    private static final int MAX_MESSAGE = 2_000;

    private final RunRows.Start start;
    private final Map<String, String> parameters;
    private final Lease lease;
    private final Project project;
    private final SettingValues settings;
    private final Map<String, Long> figures = new ConcurrentHashMap<>();

    private @Nullable Thread thread;
    private @Nullable String cancelReason;
    private boolean lost;
    private long done;
    private long total;
    private String message = "";
    private boolean changed;

    LocalRun(RunRows.Start start, Map<String, String> secrets, Lease lease, Project project, SettingValues settings) {
        this.start = start;
        Map<String, String> all = new TreeMap<>(start.parameters());
        all.putAll(secrets);
        this.parameters = Collections.unmodifiableMap(all);
        this.lease = lease;
        this.project = project;
        this.settings = settings;
    }

    String task() {
        return start.task();
    }

    String pluginId() {
        return TaskName.parse(start.task()).plugin();
    }

    /** From here on a cancel interrupts the calling thread. */
    synchronized void begin() {
        thread = Thread.currentThread();
        if (cancelReason != null) {
            thread.interrupt();
        }
    }

    /** No interrupt comes after this, and none is left. */
    synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    synchronized void cancel(String reason) {
        if (cancelReason == null) {
            cancelReason = reason;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Its lease is gone: it must stop, and may record nothing. */
    synchronized void lose() {
        lost = true;
        cancel("its lease was lost");
    }

    synchronized boolean isLost() {
        return lost;
    }

    synchronized @Nullable String cancelReason() {
        return cancelReason;
    }

    /** What it told so far; marks it as stored. */
    synchronized RunRows.Report report() {
        changed = false;
        return new RunRows.Report(done, total, message, new TreeMap<>(figures));
    }

    synchronized RunRows.Report report(String lastMessage) {
        return new RunRows.Report(done, total, clean(lastMessage), new TreeMap<>(figures));
    }

    synchronized boolean hasNews() {
        return changed;
    }

    @Override
    public Project project() {
        return project;
    }

    @Override
    public SettingValues settings() {
        return settings;
    }

    @Override
    public String runId() {
        return start.publicId();
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public boolean dryRun() {
        return start.dryRun();
    }

    @Override
    public boolean confirmed() {
        return start.confirmed();
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public synchronized void progress(long newDone, long newTotal, String newMessage) {
        done = newDone;
        total = newTotal;
        message = clean(newMessage);
        changed = true;
    }

    @Override
    public void figure(String name, long value) {
        figures.put(name, value);
        synchronized (this) {
            changed = true;
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelReason != null;
    }

    /** As the database takes it: no NUL, no lone surrogate, not too long. */
    private static String clean(String text) {
        String shortened = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
        byte[] bytes = shortened.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
