package org.sessionrecording.host.rerun;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.DueFacts;
import org.sessionrecording.host.store.DueFacts.DueRecording;
import org.sessionrecording.host.web.Rejection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code host.rerun_enrichers}: a new enricher, or a new version of one, sees what was recorded before it came, wherever it
 * lies. Only facts change. What is done is not due any more, so a run that was cut off goes on with the next. Safe for use
 * from any thread.
 */
public final class RerunEnrichers implements Operation {
    private static final Logger LOG = LoggerFactory.getLogger(RerunEnrichers.class);
    private static final int PAGE = 100;

    private final Extensions extensions;
    private final RecordingDocuments documents;
    private final Function<ProjectId, DueFacts> dueFacts;

    public RerunEnrichers(Extensions extensions, RecordingDocuments documents, Function<ProjectId, DueFacts> dueFacts) {
        this.extensions = extensions;
        this.documents = documents;
        this.dueFacts = dueFacts;
    }

    @Override
    public String id() {
        return "rerun_enrichers";
    }

    @Override
    public String title() {
        return "Run enrichers again";
    }

    @Override
    public String description() {
        return "Shows stored and archived recordings to enrichers that have not seen them in their present version, and"
                + " replaces what these found. Recordings themselves stay as they are.";
    }

    @Override
    public List<Parameter> parameters() {
        return RerunParameters.DECLARED;
    }

    @Override
    public void check(Map<String, String> parameters) {
        RerunParameters.parse(parameters);
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Outcome run(OperationContext context) {
        RerunParameters asked = RerunParameters.parse(context.parameters());
        List<Enricher> enrichers = Enricher.of(extensions, asked.enricher());
        DueFacts due = dueFacts.apply(context.project().id());
        DueFacts.Query query = new DueFacts.Query(
                enrichers.stream().collect(toMap(Enricher::name, Enricher::version)),
                asked.from(),
                asked.to(),
                asked.again());
        Totals totals = due.totals(query);
        if (context.dryRun()) {
            context.figure("due", totals.recordings());
            context.figure("bytes", totals.storedBytes());
            return new Outcome.Succeeded(
                    "Would read " + totals.recordings() + " recordings, " + totals.storedBytes() + " bytes");
        }
        Counts counts = new Counts(totals);
        counts.tell(context);
        List<DueRecording> page = due.page(query, RecordingKey.NONE, PAGE);
        while (!page.isEmpty()) {
            for (DueRecording recording : page) {
                context.checkCancelled();
                see(recording, new RecordingPass(documents, due, context, recording, enrichers, counts), counts);
                counts.tell(context);
            }
            page = due.page(query, page.get(page.size() - 1).recording().key(), PAGE);
        }
        return counts.outcome();
    }

    /** What one recording has does not keep others from their turn; a database that is away does. */
    private static void see(DueRecording due, RecordingPass pass, Counts counts) {
        if (due.recording().quarantine().isPresent()) {
            counts.skipped("quarantined");
            return;
        }
        try {
            counts.count(pass.run());
        } catch (CancelledException e) {
            throw e;
        } catch (Rejection e) {
            skipped(due, "unreadable", e, counts);
        } catch (CorruptChunkException e) {
            skipped(due, "corrupt", e, counts);
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.STORE) {
                throw e;
            }
            skipped(due, e.kind() == ApiException.Kind.MISSING ? "missing" : "unreadable", e, counts);
        }
    }

    private static void skipped(DueRecording due, String reason, ApiException cause, Counts counts) {
        LOG.warn("Enrichers did not see recording {}", due.recording().key(), cause);
        counts.skipped(reason);
    }
}
