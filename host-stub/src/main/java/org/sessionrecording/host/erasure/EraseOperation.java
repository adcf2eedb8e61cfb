package org.sessionrecording.host.erasure;

import java.util.List;
import java.util.Map;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;

/** {@code host.erase}: with progress, dry run and cancel; whom it is about is a secret that no record keeps. */
public final class EraseOperation implements Operation {
    private final ErasureService service;
    private final ScopeInput input;

    public EraseOperation(ErasureService service, RecordingDocuments documents) {
        this.service = service;
        this.input = new ScopeInput(documents);
    }

    @Override
    public String id() {
        return "erase";
    }

    @Override
    public String title() {
        return "Erase recordings for good";
    }

    @Override
    public String description() {
        return "Erases a person, a recording or all recordings of a span of time from the database and the archive, and keeps"
                + " out what still comes of them. It cannot be undone.";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("distinct_id", "Person", "Erases all of this distinct id", false, true),
                new Parameter("path", "Recording", "Or one recording, by its link", false, true),
                new Parameter("from", "From", "Or all that begin at or after this instant…", false),
                new Parameter("to", "To", "…and before this one", false),
                new Parameter(
                        "events",
                        "Other events",
                        "true or false: the person's other events too (of a person: true where not given)",
                        false));
    }

    @Override
    public void check(Map<String, String> parameters) {
        ScopeInput.check(parameters);
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Outcome run(OperationContext context) {
        ProjectId project = context.project().id();
        ErasureScope scope = input.read(project, context.parameters());
        Erasures.Preview preview = service.preview(project, scope);
        context.figure("recordings", preview.recordings());
        context.figure("bytes", preview.storedBytes());
        context.figure("objects", preview.objects());
        context.figure("pinned", preview.pinned());
        if (context.dryRun()) {
            return new Outcome.Succeeded("Would erase " + preview.recordings() + " recordings (" + preview.pinned()
                    + " of them pinned) and " + preview.objects() + " objects in the archive");
        }
        Receipt receipt = service.erase(project, scope, "run " + context.runId(), gone -> {
            context.progress(gone, preview.recordings(), "erasing");
            context.checkCancelled();
        });
        context.figure("recordings", receipt.erasure().recordings());
        context.figure("events", receipt.erasure().events());
        context.figure("objects_left", receipt.open().size());
        String erased = "Erased " + receipt.erasure().recordings() + " recordings";
        return new Outcome.Succeeded(
                receipt.done()
                        ? erased + "; nothing is left anywhere"
                        : erased + "; " + receipt.open().size() + " things are left to be done outside of the database"
                                + " (see erasure " + receipt.erasure().id() + ")");
    }
}
