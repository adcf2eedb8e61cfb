package org.sessionrecording.plugin.custody;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;
import org.sessionrecording.plugin.custody.LinkCheck.Verdict;

/**
 * One night's share of the archive, read, hashed and decoded from where the last night stopped; then one random recording,
 * compared throughout with what the catalog says and the database still has; last a look for objects of the erased. Repairs
 * nothing. For the run's thread.
 */
final class ScrubRun {
    private static final String POSITION = "scrub-position";
    private static final int PAGE = 20;
    private static final int INFOS = 5_000;

    private final OperationContext context;
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final LinkCheck check;
    private final ArchiveObjects objects;
    private final ExecutorService pool;
    private final Metrics metrics;
    private final Random random = new Random();
    private final Report report;
    private final Findings findings;

    ScrubRun(OperationContext context, ArchiveObjects objects, ExecutorService pool, Metrics metrics, Instant now) {
        this.context = context;
        this.recordings = context.project().recordings();
        this.links = context.project().archiveLinks();
        this.objects = objects;
        this.check = new LinkCheck(objects);
        this.pool = pool;
        this.metrics = metrics;
        this.report =
                new Report(context, "checked", "bytes", "missing", "damaged", "unreachable", "compared", "erased");
        this.findings = Findings.open(context.project().state(), now);
    }

    /** @param share one part in so many is read */
    Outcome run(int share) {
        long started = System.nanoTime();
        long all = links.linkedTotals().parts();
        long wanted = (all + share - 1) / share;
        RecordingKey from = position();
        RecordingKey last = read(from, wanted, wanted);
        if (report.value("checked") < wanted) {
            last = read(RecordingKey.NONE, wanted, wanted);
        }
        keep(last);
        if (all > 0) {
            compare();
        }
        new BuriedObjects(context, objects, report).sweep();
        metrics.time("archive.scrub", Duration.ofNanos(System.nanoTime() - started));
        return report.outcome("Read a share of the archive again");
    }

    private RecordingKey read(RecordingKey from, long wanted, long total) {
        RecordingKey after = from;
        while (report.value("checked") < wanted) {
            long left = wanted - report.value("checked");
            List<ArchivePart> page = links.scan(after, (int) Math.min(PAGE, left));
            if (page.isEmpty()) {
                return after;
            }
            List<Future<Checked>> running = new ArrayList<>();
            page.stream().filter(ArchiveObjects::isOurs).forEach(part -> running.add(pool.submit(() -> check(part))));
            try {
                for (Future<Checked> future : running) {
                    context.checkCancelled();
                    note(Awaiting.result(future));
                    report.progress(report.value("checked"), total);
                }
            } finally {
                running.forEach(future -> future.cancel(true));
            }
            after = page.get(page.size() - 1).recording();
        }
        return after;
    }

    /** A part and how it stands; {@code recording} is empty where it was erased meanwhile. */
    private record Checked(ArchivePart part, Optional<Recording> recording, Verdict verdict) {}

    private Checked check(ArchivePart part) {
        Optional<Recording> recording = recordings.find(part.recording());
        Verdict verdict = recording
                .map(found -> check.check(part, found.name(), true))
                .orElseGet(() -> new Verdict.Sound(Optional.empty()));
        return new Checked(part, recording, verdict);
    }

    private void note(Checked checked) {
        report.add("checked", 1);
        String path = checked.recording().map(found -> found.name().path()).orElse("");
        String url = checked.part().url();
        if (checked.verdict() instanceof Verdict.Sound) {
            report.add("bytes", checked.part().bytes());
            findings.settle(url);
            metrics.count("archive.scrubbed", 1, "result", "sound");
        } else if (checked.verdict() instanceof Verdict.Unreachable unreachable) {
            report.problem("unreachable", unreachable.reason());
            metrics.count("archive.scrubbed", 1, "result", "unreachable");
        } else if (checked.verdict() instanceof Verdict.Damaged damaged) {
            broken(Finding.Kind.DAMAGED, url, path, damaged.reason());
        } else if (links.parts(checked.part().recording()).contains(checked.part())) {
            broken(Finding.Kind.MISSING, url, path, "the archive holds nothing there");
        }
    }

    private void broken(Finding.Kind kind, String url, String path, String reason) {
        findings.note(kind, url, path, reason);
        report.problem(kind.text(), url + ": " + reason);
        metrics.count("archive.scrubbed", 1, "result", kind.text());
    }

    private void compare() {
        Optional<RecordingKey> key = randomRecording();
        Optional<Recording> found = key.flatMap(recordings::find);
        if (found.isEmpty()) {
            return;
        }
        Recording recording = found.get();
        Map<ChunkId, ChunkInfo> archived = new HashMap<>();
        for (ArchivePart part : links.parts(recording.key())) {
            Checked checked = check(part);
            if (!(checked.verdict() instanceof Verdict.Sound sound)
                    || sound.inspection().isEmpty()) {
                note(checked);
                return;
            }
            Inspection inspection = sound.inspection().get();
            inspection.chunkInfos().forEach(chunk -> archived.put(chunk.id(), chunk));
        }
        difference(recording, archived).ifPresent(reason -> {
            String url = links.parts(recording.key()).get(0).url();
            broken(Finding.Kind.DAMAGED, url, recording.name().path(), reason);
        });
        report.add("compared", 1);
    }

    /** A number drawn between the first and the newest: the next that has parts. */
    private Optional<RecordingKey> randomRecording() {
        long newest = recordings.list(RecordingQuery.newest(1)).stream()
                .mapToLong(recording -> recording.key().value())
                .findFirst()
                .orElse(0);
        List<ArchivePart> drawn = links.scan(new RecordingKey(random.nextLong(newest + 1)), 1);
        List<ArchivePart> parts = drawn.isEmpty() ? links.scan(RecordingKey.NONE, 1) : drawn;
        return parts.stream()
                .filter(ArchiveObjects::isOurs)
                .map(ArchivePart::recording)
                .findFirst();
    }

    private Optional<String> difference(Recording recording, Map<ChunkId, ChunkInfo> archived) {
        ChunkId after = ChunkId.NONE;
        for (List<ChunkInfo> page = recordings.chunkInfos(recording.key(), after, INFOS);
                !page.isEmpty();
                page = recordings.chunkInfos(recording.key(), after, INFOS)) {
            for (ChunkInfo held : page) {
                boolean shouldBeThere = held.id().compareTo(recording.archivedThrough()) <= 0
                        && held.id().compareTo(recording.expiredThrough()) > 0;
                ChunkInfo same = archived.get(held.id());
                if (shouldBeThere && (same == null || same.storedCrc32() != held.storedCrc32())) {
                    return Optional.of("chunk " + held.id() + " is another in the database than in the archive");
                }
            }
            after = page.get(page.size() - 1).id();
        }
        boolean whole = recording.lastChunk().equals(recording.archivedThrough())
                && recording.expiredThrough().equals(ChunkId.NONE);
        long snapshots = archived.values().stream().mapToLong(ChunkInfo::count).sum();
        long bytes = archived.values().stream().mapToLong(ChunkInfo::bytes).sum();
        boolean same = snapshots == recording.snapshotCount() && bytes == recording.storedBytes();
        return whole && !same
                ? Optional.of(
                        "the archive holds " + snapshots + " snapshots of " + bytes + " bytes where the catalog says "
                                + recording.snapshotCount() + " of " + recording.storedBytes())
                : Optional.empty();
    }

    private RecordingKey position() {
        return context.project()
                .state()
                .find(POSITION)
                .map(entry -> new RecordingKey(Long.parseLong(entry.value())))
                .orElse(RecordingKey.NONE);
    }

    private void keep(RecordingKey last) {
        State state = context.project().state();
        long version = state.find(POSITION).map(State.Entry::version).orElse(0L);
        if (state.put(POSITION, Long.toString(last.value()), version).isEmpty()) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot note how far the scrub came: another run was faster (wait for it)");
        }
    }
}
