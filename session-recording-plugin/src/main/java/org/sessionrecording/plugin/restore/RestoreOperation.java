package org.sessionrecording.plugin.restore;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Brings archived recordings back into the database for some days. Holds no state of a run. */
public class RestoreOperation implements Operation {
    /** What stays free on the database's disk, whatever is restored. */
    static final long SPARE_BYTES = 2L << 30;

    /** What a stored byte takes at most until the next checkpoints: the row, and the log of it. */
    private static final int BYTES_PER_BYTE = 2;

    private static final int PAGE = 500;

    private final SnapshotSource source;
    private final Clock clock;
    private final Operator operator;

    private record Candidate(RecordingKey key, long bytes) {}

    public RestoreOperation(SnapshotSource source, Clock clock, Operator operator) {
        this.source = source;
        this.clock = clock;
        this.operator = operator;
    }

    @Override
    public String id() {
        return "restore";
    }

    @Override
    public String title() {
        return "Restore recordings from the archive";
    }

    @Override
    public String description() {
        return "Brings archived recordings back into the database for some days. The archive keeps them; when the time is"
                + " over, retention removes them from the database again.";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("path", "Recording", "One recording, by its link", false),
                new Parameter("distinct_id", "Person", "Or those of this distinct id", false),
                new Parameter("from", "From", "Only those that begin at or after this instant", false),
                new Parameter("to", "To", "Only those that begin before this instant", false),
                new Parameter(
                        "days", "Days", "How long they stay; as long as recordings are kept where not given", false));
    }

    @Override
    public void check(Map<String, String> parameters) {
        RestoreRequest.read(parameters);
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Outcome run(OperationContext context) {
        RestoreRequest request = RestoreRequest.read(context.parameters());
        List<Candidate> wanted = select(context, request);
        long bytes = wanted.stream().mapToLong(Candidate::bytes).sum();
        OptionalLong free = context.project().usage().freeDiskBytes();
        context.figure("recordings", wanted.size());
        context.figure("bytes", bytes);
        free.ifPresent(value -> context.figure("bytes_free", value));
        if (context.dryRun()) {
            return new Outcome.Succeeded("Would restore " + wanted.size() + " recordings of " + bytes + " bytes");
        }
        requireSpace(bytes, free);
        Instant until = clock.instant()
                .plus(request.keepFor().orElseGet(() -> RecordingSettings.read(context.settings(), operator)
                        .retention()
                        .keepFor()));
        return restore(context, wanted, new RestoreRun(context, source, until));
    }

    private static void requireSpace(long bytes, OptionalLong free) {
        long needed = bytes * BYTES_PER_BYTE + SPARE_BYTES;
        if (free.isPresent() && free.getAsLong() < needed) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot restore " + bytes + " bytes: the database's disk has " + free.getAsLong() + " free, and "
                            + needed + " are wanted so that it does not fill (restore fewer, or make room)");
        }
    }

    private static Outcome restore(OperationContext context, List<Candidate> wanted, RestoreRun run) {
        int restored = 0;
        List<String> failed = new ArrayList<>();
        for (Candidate candidate : wanted) {
            context.progress(restored + failed.size(), wanted.size(), "restoring");
            try {
                restored += run.restore(candidate.key()) ? 1 : 0;
            } catch (ApiException e) {
                failed.add(String.valueOf(e.getMessage()));
                if (e.kind() != ApiException.Kind.ARCHIVE && e.kind() != ApiException.Kind.MISSING) {
                    throw e;
                }
            }
            context.figure("restored", restored);
            context.figure("bytes_restored", run.bytes());
            context.figure("failed", failed.size());
        }
        String done = "Restored " + restored + " recordings of " + run.bytes() + " bytes";
        return failed.isEmpty()
                ? new Outcome.Succeeded(done)
                : new Outcome.Failed(done + "; " + failed.size() + " could not be: " + failed.get(0));
    }

    private static List<Candidate> select(OperationContext context, RestoreRequest request) {
        Recordings recordings = context.project().recordings();
        if (request.path().isPresent()) {
            Recording recording = recordings
                    .findByPath(request.path().get())
                    .orElseThrow(() -> new ApiException(
                            ApiException.Kind.MISSING, "Cannot restore the recording: there is none of this path"));
            return candidates(List.of(recording));
        }
        List<Candidate> all = new ArrayList<>();
        List<Recording> page = recordings.list(query(request, Optional.empty()));
        while (!page.isEmpty()) {
            all.addAll(candidates(page));
            page = recordings.list(
                    query(request, Optional.of(page.get(page.size() - 1).key())));
        }
        return all;
    }

    private static List<Candidate> candidates(List<Recording> recordings) {
        return recordings.stream()
                .filter(RestoreRun::isNeeded)
                .map(recording -> new Candidate(recording.key(), recording.storedBytes()))
                .toList();
    }

    private static RecordingQuery query(RestoreRequest request, Optional<RecordingKey> before) {
        return new RecordingQuery(
                request.distinctId(),
                Optional.empty(),
                Optional.of(Recording.State.ARCHIVED),
                request.from(),
                request.to(),
                before,
                PAGE);
    }
}
