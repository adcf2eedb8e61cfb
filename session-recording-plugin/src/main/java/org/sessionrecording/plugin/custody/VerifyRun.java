package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;
import org.sessionrecording.plugin.archive.ReceiptNumber;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.custody.LinkCheck.Verdict;

/**
 * One run of verify: all links in key order, side by side within a page, then all objects in the order of their keys. Memory
 * stays at a page. For the run's thread, which alone reports and repairs.
 */
final class VerifyRun {
    private static final int PAGE = 200;
    private static final int FAILURES_IN_A_ROW = 5;
    private static final int PERCENT = 100;

    private final OperationContext context;
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final ReceiptNumber receipts;
    private final VerifyOptions options;
    private final ExecutorService pool;
    private final Random random = new Random();
    private final Report report;
    private final Findings findings;
    private final LinkCheck check;
    private final OrphanCheck orphans;
    private final BuriedObjects buried;
    private final Repair repair;
    private final Instant began;
    private int failuresInARow;

    VerifyRun(
            OperationContext context,
            ArchiveObjects objects,
            ReceiptNumber receipts,
            VerifyOptions options,
            ExecutorService pool,
            Instant began) {
        this.began = began;
        this.context = context;
        this.recordings = context.project().recordings();
        this.links = context.project().archiveLinks();
        this.objects = objects;
        this.receipts = receipts;
        this.options = options;
        this.pool = pool;
        this.report = new Report(
                context,
                "links",
                "checked",
                "missing",
                "damaged",
                "unreachable",
                "repaired",
                "objects",
                "orphans",
                "deleted",
                "erased");
        this.findings = Findings.open(context.project().state(), began);
        this.check = new LinkCheck(objects);
        this.orphans = new OrphanCheck(recordings, links, objects, began);
        this.buried = new BuriedObjects(context, objects, report);
        this.repair = new Repair(recordings, links, objects, context.lease());
    }

    Outcome run() throws IOException {
        if (!context.dryRun()) {
            receipts.compare(began); // before any orphan is looked at: it may be what a restored database forgot
        }
        long total = links.linkedTotals().parts();
        links(total);
        objects(total);
        if (!context.dryRun() && report.value("unreachable") == 0) {
            findings.dropUnseen(EnumSet.complementOf(EnumSet.of(Finding.Kind.REFUSED)));
        }
        if (!context.dryRun() && !report.hasProblems()) {
            RestoredDatabase.clear(context.project().state(), began);
        }
        return report.outcome(
                context.dryRun() ? "Looked at links and objects, and changed nothing" : "Looked at links and objects");
    }

    private void links(long total) throws IOException {
        RecordingKey after = RecordingKey.NONE;
        for (List<ArchivePart> page = links.scan(after, PAGE); !page.isEmpty(); page = links.scan(after, PAGE)) {
            List<ArchivePart> ours =
                    page.stream().filter(ArchiveObjects::isOurs).toList();
            List<Future<Checked>> running = new ArrayList<>(ours.size());
            ours.forEach(part -> running.add(pool.submit(() -> check(part))));
            try {
                for (Future<Checked> future : running) {
                    context.checkCancelled();
                    handle(Awaiting.result(future));
                    report.progress(report.value("links"), total);
                }
            } finally {
                running.forEach(future -> future.cancel(true));
            }
            after = page.get(page.size() - 1).recording();
        }
    }

    /** A link, and how it stands; {@code recording} is empty where it was erased meanwhile. */
    private record Checked(ArchivePart part, Optional<Recording> recording, boolean deep, Verdict verdict) {}

    private Checked check(ArchivePart part) {
        Optional<Recording> recording = recordings.find(part.recording());
        boolean deep = drawn() || findings.find(part.url()).isPresent();
        Verdict verdict = recording.isEmpty()
                ? new Verdict.Sound(Optional.empty())
                : check.check(part, recording.get().name(), deep);
        return new Checked(part, recording, deep, verdict);
    }

    private boolean drawn() {
        return random.nextInt(PERCENT) < options.sample();
    }

    private void handle(Checked checked) throws IOException {
        report.add("links", 1);
        if (checked.recording().isEmpty()) {
            return;
        }
        if (checked.verdict() instanceof Verdict.Unreachable unreachable) {
            report.problem("unreachable", unreachable.reason());
            requireArchive();
            return;
        }
        failuresInARow = 0;
        report.add("checked", checked.deep() ? 1 : 0);
        if (checked.verdict() instanceof Verdict.Sound) {
            sound(checked);
        } else {
            broken(checked, checked.recording().get());
        }
    }

    private void requireArchive() {
        failuresInARow++;
        if (failuresInARow >= FAILURES_IN_A_ROW) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot go on verifying: the archive failed " + FAILURES_IN_A_ROW
                            + " times in a row, so nothing is known of the rest (look at the archive, then run it again)");
        }
    }

    private void sound(Checked checked) {
        if (checked.deep()
                && !context.dryRun()
                && findings.find(checked.part().url()).isPresent()) {
            findings.settle(checked.part().url());
            if (options.repair()) {
                repair.releaseMended(checked.recording().orElseThrow());
            }
        }
    }

    private void broken(Checked checked, Recording recording) throws IOException {
        ArchivePart part = checked.part();
        boolean missing = checked.verdict() instanceof Verdict.Missing;
        boolean stillLinked = links.parts(part.recording()).contains(part);
        if (!stillLinked) {
            return; // erased, or taken back with an earlier part
        }
        if (missing && options.relocate() && !context.dryRun() && repair.relocate(part, recording)) {
            findings.settle(part.url());
            report.add("repaired", 1);
            return;
        }
        String reason = missing ? "the archive holds nothing there" : ((Verdict.Damaged) checked.verdict()).reason();
        Finding.Kind kind = missing ? Finding.Kind.MISSING : Finding.Kind.DAMAGED;
        String figure = missing ? "missing" : "damaged";
        if (context.dryRun()) {
            report.problem(figure, part.url() + ": " + reason);
            return;
        }
        Finding finding = findings.note(kind, part.url(), recording.name().path(), reason);
        if (options.repair() && repair.mend(part, recording, finding) == Repair.Done.TAKEN_BACK) {
            findings.settle(part.url());
            report.add(figure, 1);
            report.add("repaired", 1);
        } else {
            report.problem(figure, part.url() + ": " + reason);
        }
    }

    private void objects(long total) throws IOException {
        String after = "";
        boolean more = true;
        while (more) {
            context.checkCancelled();
            ArchiveObjects.Page page = objects.list(after);
            unlinked(page.objects()).forEach(this::unlinked);
            report.add("objects", page.objects().size());
            report.progress(report.value("links") + report.value("objects"), 2 * total);
            more = page.more();
            after = page.last();
        }
    }

    private List<Listed> unlinked(List<Listed> page) {
        Set<String> taken = new HashSet<>();
        for (int from = 0; from < page.size(); from += 1_000) {
            List<Listed> some = page.subList(from, Math.min(page.size(), from + 1_000));
            taken.addAll(links.taken(some.stream().map(Listed::url).toList()));
        }
        return page.stream().filter(object -> !taken.contains(object.url())).toList();
    }

    private void unlinked(Listed object) {
        context.checkCancelled();
        if (buried.isBuried(object)) {
            buried.erase(object);
            findings.settle(object.url());
            return;
        }
        try {
            Optional<Finding> known = findings.find(object.url());
            OrphanCheck.Verdict verdict = orphans.check(
                    object, known.filter(f -> f.kind() == Finding.Kind.ORPHAN).map(Finding::since));
            failuresInARow = 0;
            if (verdict instanceof OrphanCheck.Verdict.Stray stray) {
                orphan(object, Finding.Kind.STRAY, stray.reason());
            } else if (verdict instanceof OrphanCheck.Verdict.Needed needed) {
                orphan(object, Finding.Kind.ORPHAN, needed.reason());
            } else if (verdict instanceof OrphanCheck.Verdict.Needless needless) {
                needless(object, needless.reason());
            }
        } catch (IOException | ApiException e) {
            report.problem("unreachable", String.valueOf(e.getMessage()));
            requireArchive();
        }
    }

    private void orphan(Listed object, Finding.Kind kind, String reason) {
        report.problem("orphans", object.url() + ": " + reason);
        if (!context.dryRun()) {
            findings.note(kind, object.url(), object.path(), reason);
        }
    }

    private void needless(Listed object, String reason) {
        if (!options.deleteOrphans() || context.dryRun()) {
            orphan(object, Finding.Kind.ORPHAN, reason);
            return;
        }
        if (RestoredDatabase.notedAt(context.project().state()).isPresent()) {
            orphan(object, Finding.Kind.ORPHAN, "the database was restored to an older day: " + reason);
            return;
        }
        objects.delete(object.url());
        findings.settle(object.url());
        context.project().audit().record("orphan_deleted", object.key(), reason);
        report.add("orphans", 1);
        report.add("deleted", 1);
    }
}
