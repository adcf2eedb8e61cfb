package org.sessionrecording.plugin.capture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notices;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.plugin.settings.CaptureSettings;
import org.sessionrecording.plugin.settings.CaptureSettings.Limits;

/**
 * The storage guard: pauses before the disk is full or recordings take too much, says so, and resumes by itself once there
 * is a tenth more room than asked for.
 */
public class StorageRule extends SettingsRule implements Notices {
    private static final Duration LIFE = Duration.ofSeconds(20);

    private final KnownSettings settings;
    private final Refreshed<Room> rooms;
    private final Map<ProjectId, Boolean> paused = new ConcurrentHashMap<>();

    /** @param free bytes on the database's disk, where the host can know */
    private record Room(long stored, OptionalLong free) {}

    public StorageRule(KnownSettings settings, Executor executor) {
        this(settings, executor, LIFE);
    }

    StorageRule(KnownSettings settings, Executor executor, Duration life) {
        super(settings);
        this.settings = settings;
        this.rooms = new Refreshed<>(
                project -> new Room(project.usage().liveBytes(), project.usage().freeDiskBytes()), life, executor);
    }

    @Override
    public String id() {
        return "record_min_free_gb";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings known) {
        Optional<String> tight = tight(request.project(), known.limits());
        return tight.isPresent() ? new CaptureDecision.Refuse(tight.get()) : CaptureDecision.ABSTAIN;
    }

    private Optional<String> tight(Project project, Limits limits) {
        Optional<Room> room = rooms.of(project);
        if (room.isEmpty()) {
            return Optional.empty();
        }
        boolean was = paused.getOrDefault(project.id(), false);
        Optional<String> reason = reason(room.get(), limits, was);
        paused.put(project.id(), reason.isPresent());
        return reason;
    }

    private static Optional<String> reason(Room room, Limits limits, boolean paused) {
        long free = room.free().orElse(Long.MAX_VALUE);
        if (free < withSlack(limits.freeBytes(), paused)) {
            return Optional.of("recording pauses, as the database's disk is nearly full (see record_min_free_gb)");
        }
        long most = limits.storedBytes();
        if (most > 0 && room.stored() > (paused ? most - most / 10 : most)) {
            return Optional.of("recording pauses, as recordings take more than they may (see record_max_gb)");
        }
        return Optional.empty();
    }

    private static long withSlack(long bytes, boolean paused) {
        return paused ? bytes + bytes / 10 : bytes;
    }

    @Override
    public List<Notice> notices(Project project) {
        CaptureSettings known = settings.of(project);
        return known.enabled()
                ? tight(project, known.limits()).stream()
                        .map(StorageRule::notice)
                        .toList()
                : List.of();
    }

    private static Notice notice(String reason) {
        return new Notice(
                Notice.Level.ALARM,
                Character.toUpperCase(reason.charAt(0)) + reason.substring(1),
                Optional.of("/storage"));
    }
}
