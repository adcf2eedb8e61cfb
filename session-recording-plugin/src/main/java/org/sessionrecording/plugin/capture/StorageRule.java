package org.sessionrecording.plugin.capture;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Effect;
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
    private static final String OVER_QUOTA =
            "recording pauses, as recordings take more than they may (see record_max_gb)";
    private static final Duration DISK_LIFE = Duration.ofSeconds(2);
    private static final Duration SUM_LIFE = Duration.ofSeconds(20);

    private final KnownSettings settings;
    private final Refreshed<OptionalLong> free;
    private final Refreshed<Long> stored;
    private final Map<ProjectId, Boolean> paused = new ConcurrentHashMap<>();

    /** @param free bytes on the database's disk, where the host can know */
    private record Room(long stored, OptionalLong free) {}

    public StorageRule(KnownSettings settings, Executor executor) {
        this(settings, executor, DISK_LIFE, SUM_LIFE);
    }

    StorageRule(KnownSettings settings, Executor executor, Duration diskLife, Duration sumLife) {
        super(settings);
        this.settings = settings;
        this.free = new Refreshed<>(project -> project.usage().freeDiskBytes(), diskLife, executor);
        this.stored = new Refreshed<>(project -> project.usage().liveBytes(), sumLife, executor);
    }

    @Override
    public String id() {
        return "record_min_free_gb";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings known) {
        return tight(request.project(), known.limits())
                .<CaptureDecision>map(reason -> new CaptureDecision.Refuse(reason, reason.equals(OVER_QUOTA)))
                .orElse(CaptureDecision.ABSTAIN);
    }

    private Optional<String> tight(Project project, Limits limits) {
        Room room = new Room(stored.of(project).orElse(0L), free.of(project).orElse(OptionalLong.empty()));
        boolean was = paused.getOrDefault(project.id(), false);
        Optional<String> reason = reason(room, limits, was);
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
            return Optional.of(OVER_QUOTA);
        }
        return Optional.empty();
    }

    private static long withSlack(long bytes, boolean paused) {
        return paused ? bytes + bytes / 10 : bytes;
    }

    @Override
    List<RuleStanding> standings(Project project, CaptureSettings known) {
        Limits limits = known.limits();
        Room room = new Room(project.usage().liveBytes(), project.usage().freeDiskBytes());
        Optional<String> tight = reason(room, limits, paused.getOrDefault(project.id(), false));
        return List.of(new RuleStanding(
                tight.isPresent() ? Effect.STOPS : Effect.OPEN,
                "Storage guard",
                tight.map(reason -> Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ". ")
                                .orElse("")
                        + disk(limits, room) + " " + taken(limits, room)));
    }

    private static String disk(Limits limits, Room room) {
        if (limits.freeBytes() == 0) {
            return "However little disk is free.";
        }
        String now = room.free().isPresent()
                ? ": " + gigabytes(room.free().getAsLong()) + " are."
                : ", which this host cannot see: its database is elsewhere (tell it DATABASE_DISK).";
        return "Pauses while less than " + gigabytes(limits.freeBytes()) + " of the database's disk are free" + now;
    }

    private static String taken(Limits limits, Room room) {
        String now = "recordings take " + gigabytes(room.stored()) + ".";
        return limits.storedBytes() == 0
                ? "Now " + now
                : "Pauses when recordings take over " + gigabytes(limits.storedBytes()) + "; " + now;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
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
