package org.sessionrecording.plugin.custody;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;
import org.sessionrecording.plugin.archive.ReceiptNumber;
import org.sessionrecording.plugin.custody.GroupReader.Reading;
import org.sessionrecording.plugin.custody.Groups.Group;

/**
 * One run of rebuild: recordings in the order of their objects' keys, some of them read side by side, each adopted in one
 * transaction. Ended anywhere, the next run goes on behind the last that was dealt with. For the run's thread.
 */
final class RebuildRun {
    private static final String POSITION = "rebuild-position";

    private final OperationContext context;
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final ReceiptNumber receipts;
    private final ExecutorService pool;
    private final GroupReader reader;
    private final Report report;
    private final Findings findings;
    private final ArchiveObjects.Erased erased;

    RebuildRun(
            OperationContext context,
            ArchiveObjects objects,
            ReceiptNumber receipts,
            ExecutorService pool,
            Instant now) {
        this.context = context;
        this.recordings = context.project().recordings();
        this.links = context.project().archiveLinks();
        this.objects = objects;
        this.receipts = receipts;
        this.pool = pool;
        this.reader = new GroupReader(objects);
        this.report = new Report(
                context, "objects", "recordings", "created", "linked", "known", "erased", "refused", "strays");
        this.findings = Findings.open(context.project().state(), now);
        this.erased = objects.erased();
    }

    Outcome run() {
        String position = position();
        Groups groups = new Groups(objects, position, this::stray);
        for (List<Group> batch = batch(groups); !batch.isEmpty(); batch = batch(groups)) {
            rebuild(batch);
            Group last = batch.get(batch.size() - 1);
            keep(last.lastKey());
            report.progress(report.value("objects"), 0);
        }
        keep("");
        if (!context.dryRun() && position.isEmpty()) {
            findings.dropUnseen(EnumSet.of(Finding.Kind.REFUSED));
        }
        if (!context.dryRun() && !findings.hold(Finding.Kind.REFUSED)) {
            receipts.catchUp();
        }
        return report.outcome(context.dryRun() ? "Would bring back" : "Brought back");
    }

    private List<Group> batch(Groups groups) {
        List<Group> batch = new ArrayList<>();
        while (batch.size() < 2 * objects.concurrency()) {
            context.checkCancelled();
            Optional<Group> next = groups.next();
            if (next.isEmpty()) {
                break;
            }
            batch.add(next.get());
        }
        return batch;
    }

    private void rebuild(List<Group> batch) {
        List<Future<Reading>> running = new ArrayList<>();
        try {
            for (Group group : batch) {
                report.add("objects", group.objects().size());
                report.add("recordings", 1);
                if (isLinked(group)) {
                    report.add("known", 1);
                } else {
                    running.add(pool.submit(() -> reader.read(group)));
                }
            }
            for (Future<Reading> reading : running) {
                context.checkCancelled();
                adopt(Awaiting.result(reading));
            }
        } finally {
            running.forEach(reading -> reading.cancel(true));
        }
    }

    private boolean isLinked(Group group) {
        List<String> urls = group.objects().stream().map(Listed::url).toList();
        Set<String> taken = links.taken(urls);
        // an open intent's object is not linked yet; its recording is looked at
        return taken.containsAll(urls)
                && urls.stream().allMatch(url -> links.findByUrl(url).isPresent());
    }

    private void adopt(Reading reading) {
        if (reading.recording().isEmpty()) {
            refused(reading, Optional.empty(), reading.problem().orElseThrow());
            return;
        }
        ArchivedRecording archived = reading.recording().get();
        if (erased.holds(archived.name(), archived.sessionId())) {
            report.add("erased", 1);
            return;
        }
        Adoption adoption = context.dryRun() ? links.planAdoption(archived) : links.adopt(archived, context.lease());
        if (adoption instanceof Adoption.Erased) {
            report.add("erased", 1);
        } else if (adoption instanceof Adoption.Refused refused) {
            refused(reading, refused.recording(), refused.reason());
        } else if (adoption instanceof Adoption.Adopted adopted) {
            report.add("created", adopted.created() ? 1 : 0);
            report.add("linked", adopted.linked());
            report.add("known", adopted.linked() == 0 ? 1 : 0);
            reading.problem().ifPresent(problem -> refused(reading, Optional.of(adopted.recording()), problem));
        }
    }

    private void refused(Reading reading, Optional<RecordingKey> recording, String reason) {
        Listed first = reading.group().objects().get(0);
        report.problem("refused", reading.group().path() + ": " + reason);
        if (!context.dryRun()) {
            findings.note(Finding.Kind.REFUSED, first.url(), reading.group().path(), reason);
            recording.ifPresent(key -> recordings.quarantine(key, "not all of its archive could be linked: " + reason));
        }
    }

    private void stray(Listed object) {
        report.add("objects", 1);
        report.problem("strays", object.url() + ": its key is none of a recording's");
        if (!context.dryRun()) {
            findings.note(Finding.Kind.STRAY, object.url(), "", "its key is none of a recording's");
        }
    }

    /** Behind which key an earlier run stopped; a dry run looks at everything. */
    private String position() {
        if (context.dryRun() || VerifyOptions.flag(context.parameters(), RebuildOperation.FROM_START)) {
            return "";
        }
        return context.project()
                .state()
                .find(POSITION)
                .map(entry -> entry.value().split("\n", 2))
                .filter(fields -> fields[0].equals(objects.root()))
                .map(fields -> fields[1])
                .orElse("");
    }

    private void keep(String key) {
        if (context.dryRun()) {
            return;
        }
        State state = context.project().state();
        Optional<State.Entry> known = state.find(POSITION);
        if (key.isEmpty()) {
            known.ifPresent(entry -> state.delete(POSITION, entry.version()));
        } else {
            state.put(
                    POSITION,
                    objects.root() + "\n" + key,
                    known.map(State.Entry::version).orElse(0L));
        }
    }
}
