package org.sessionrecording.plugin.archive;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.PartSizes;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * Opens archives for writing. Lives as long as the plugin; safe for use from any thread.
 */
public final class Archive {
    private static final Duration PROFILE_LIFE = Duration.ofHours(24);

    private final ObjectStores stores;
    private final UUID installation;
    private final Clock clock;
    private final FailPoints failPoints;
    private final PartSizes partSizes;
    private final SecureRandom random = new SecureRandom();

    /** Without fail points. */
    public Archive(ObjectStores stores, UUID installation, Clock clock) {
        this(stores, installation, clock, FailPoints.NONE);
    }

    public Archive(ObjectStores stores, UUID installation, Clock clock, FailPoints failPoints) {
        this(stores, installation, clock, failPoints, PartSizes.DEFAULT);
    }

    public Archive(ObjectStores stores, UUID installation, Clock clock, FailPoints failPoints, PartSizes partSizes) {
        this.stores = stores;
        this.installation = installation;
        this.clock = clock;
        this.failPoints = failPoints;
        this.partSizes = partSizes;
    }

    /**
     * Makes sure that the archive is this project's and can hold what it is given: claims the prefix, and probes the server
     * where the last probe is older than a day. Blocks on the archive.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where it cannot be used
     */
    public ArchiveWriter open(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        ObjectStore store = stores.open(root, settings);
        ArchiveProfile profile = profile(project.state(), store, root, settings);
        new OwnerMark(store, root).claim(installation, project.id(), random);
        return new ArchiveWriter(stores, settings, profile, clock, failPoints, partSizes);
    }

    /**
     * The receipts of runs, in an archive that was opened within the same run.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where it cannot be used
     */
    public Receipts receipts(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        ObjectStore store = stores.open(root, settings);
        return new Receipts(
                store, root, profile(project.state(), store, root, settings).conditionalWrites());
    }

    /**
     * What was erased from an archive and must not be brought back from it, whoever it belongs to. Reads every tombstone.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where one cannot be read, or is not what it was written as
     */
    public Graves graves(ArchiveSettings settings) {
        S3Url root = settings.url();
        return new Graveyard(stores.open(root, settings), root).read();
    }

    /**
     * The objects of an archive that is this project's, for looking after them. Claims and probes as {@link #open}.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where it cannot be used
     */
    public ArchiveObjects objects(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        ObjectStore store = stores.open(root, settings);
        ArchiveProfile profile = profile(project.state(), store, root, settings);
        new OwnerMark(store, root).claim(installation, project.id(), random);
        return new ArchiveObjects(stores, settings, profile.checksums());
    }

    /** As {@link #objects}, for looking at an archive whoever it belongs to. Claims nothing. */
    public ArchiveObjects lookAt(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        ArchiveProfile profile = profile(project.state(), stores.open(root, settings), root, settings);
        return new ArchiveObjects(stores, settings, profile.checksums());
    }

    /**
     * Makes an archive this project's, whoever it belonged to. What its tombstones were made with stays. A person must have
     * asked for it.
     *
     * @return to whom it belonged; empty where it is nobody's, or this project's already
     */
    public Optional<String> takeOver(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        return new OwnerMark(stores.open(root, settings), root).takeOver(installation, project.id());
    }

    /** Reads what was linked, wherever. */
    public ArchiveSource source(Operator operator) {
        return new ArchiveSource(stores, operator);
    }

    /** What the last probe of an archive learnt; empty before the first. Does not reach the archive. */
    public Optional<ArchiveProfile> knownProfile(Project project, ArchiveSettings settings) {
        return project.state().find(profileKey(settings)).flatMap(entry -> ArchiveProfile.fromText(entry.value()));
    }

    /**
     * Tries all that an archive may be asked for, and remembers what the server can do. Leaves nothing behind but, where it
     * may not delete, its canary. Blocks on the archive.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where the prefix is somebody else's, or cannot be read
     */
    ProbeReport tryOut(Project project, ArchiveSettings settings) {
        S3Url root = settings.url();
        ObjectStore store = stores.open(root, settings);
        new OwnerMark(store, root).requireNotAnothers(installation, project.id());
        ProbeReport report = new Probe(store, ArchiveLayout.testCanary(root).path()).runAll(clock);
        if (report.obstacle().isEmpty()) {
            String key = profileKey(settings);
            long version = project.state().find(key).map(State.Entry::version).orElse(0L);
            project.state().put(key, report.profile().toText(), version);
        }
        return report;
    }

    /** Why the server takes no write with this checksum; empty where it does. */
    Optional<String> refusal(ArchiveSettings settings, Checksum checksum) {
        S3Url root = settings.url();
        ObjectStore store = stores.open(root, settings.withChecksum(checksum));
        return new Probe(store, ArchiveLayout.testCanary(root).path()).writeAlone();
    }

    private static String profileKey(ArchiveSettings settings) {
        return "archive-profile/" + settings.checksum().text() + "/"
                + Sha256.of(settings.url().toString().getBytes(StandardCharsets.UTF_8));
    }

    private ArchiveProfile profile(State state, ObjectStore store, S3Url root, ArchiveSettings settings) {
        String key = profileKey(settings);
        Optional<State.Entry> known = state.find(key);
        Optional<ArchiveProfile> fresh = known.flatMap(entry -> ArchiveProfile.fromText(entry.value()))
                .filter(profile -> profile.probedAt().plus(PROFILE_LIFE).isAfter(clock.instant()));
        if (fresh.isPresent()) {
            return fresh.get();
        }
        ArchiveProfile probed =
                new Probe(store, ArchiveLayout.canary(root).path()).run(clock).profile();
        // where another run was faster, its answer is as good
        state.put(key, probed.toText(), known.map(State.Entry::version).orElse(0L));
        return probed;
    }
}
