package org.sessionrecording.plugin.custody;

import java.time.Clock;
import java.util.List;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Operator;

/** The operation verify. Holds no state of a run; safe for use from any thread. */
public class VerifyOperation extends ArchiveOperation {
    public VerifyOperation(Archive archive, Workers workers, Clock clock, Operator operator) {
        super(archive, workers, clock, operator);
    }

    @Override
    public String id() {
        return "verify";
    }

    @Override
    public String title() {
        return "Verify the archive";
    }

    @Override
    public String description() {
        return "Looks whether every link has its object and every object its link, and reads and hashes a sample or all of"
                + " them. Changes nothing unless it is asked to repair, to relocate, or to delete orphans.";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(
                        VerifyOptions.SAMPLE,
                        "Read how many",
                        "Percent of the objects that are read, hashed and decoded; 10 if left out.",
                        false),
                new Parameter(VerifyOptions.ALL, "Read all", "true reads every object.", false),
                new Parameter(
                        VerifyOptions.REPAIR,
                        "Repair",
                        "true: what is lost or damaged is archived again while the database has it; else its recording is set"
                                + " aside.",
                        false),
                new Parameter(
                        VerifyOptions.RELOCATE,
                        "Find moved objects",
                        "true: where a link's place has nothing, and s3_url has the very same object now, the link is moved.",
                        false),
                new Parameter(
                        VerifyOptions.ORPHANS,
                        "Objects without a link",
                        "report, or delete: those an earlier run reported, older than 3 days, and held whole elsewhere or by"
                                + " no recording.",
                        false));
    }

    @Override
    String purpose() {
        return "verify the archive";
    }

    @Override
    public Outcome run(OperationContext context) {
        VerifyOptions options = VerifyOptions.read(context.parameters());
        ArchiveSettings target = target(context);
        return work(
                context,
                target,
                archive().objects(context.project(), target),
                (objects, receipts, pool, now) -> new VerifyRun(context, objects, receipts, options, pool, now).run());
    }
}
