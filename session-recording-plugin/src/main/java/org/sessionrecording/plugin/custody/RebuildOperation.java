package org.sessionrecording.plugin.custody;

import java.time.Clock;
import java.util.List;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Operator;

/** The operation rebuild. Holds no state of a run; safe for use from any thread. */
public class RebuildOperation extends ArchiveOperation {
    static final String FROM_START = "from_start";
    private static final String TAKE_OVER = "take_over";

    public RebuildOperation(Archive archive, Workers workers, Clock clock, Operator operator) {
        super(archive, workers, clock, operator);
    }

    @Override
    public String id() {
        return "rebuild";
    }

    @Override
    public String title() {
        return "Rebuild from the archive";
    }

    @Override
    public String description() {
        return "Brings recordings and links back from the bucket alone: all of them after the database was lost, those it"
                + " lacks after it was set back to an older day. What was erased stays erased. Each object is read and"
                + " checked.";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(
                        TAKE_OVER,
                        "Take the archive over",
                        "true: the archive of another installation or project becomes this project's. The other must not write"
                                + " there any more.",
                        false),
                new Parameter(
                        FROM_START, "From the start", "true: does not go on where an interrupted run stopped.", false));
    }

    @Override
    String purpose() {
        return "rebuild from the archive";
    }

    @Override
    public Outcome run(OperationContext context) {
        boolean takeOver = VerifyOptions.flag(context.parameters(), TAKE_OVER);
        ArchiveSettings target = target(context);
        return work(context, target, open(context, target, takeOver), (objects, receipts, pool, now) -> new RebuildRun(
                        context, objects, receipts, pool, now)
                .run());
    }

    private ArchiveObjects open(OperationContext context, ArchiveSettings target, boolean takeOver) {
        if (takeOver && context.dryRun()) {
            return archive().lookAt(context.project(), target);
        }
        if (takeOver) {
            archive().takeOver(context.project(), target).ifPresent(from -> context.project()
                    .audit()
                    .record("archive_taken_over", target.url().toString(), "It belonged to " + from + "."));
        }
        return archive().objects(context.project(), target);
    }
}
