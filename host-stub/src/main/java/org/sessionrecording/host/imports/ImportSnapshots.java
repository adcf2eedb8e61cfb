package org.sessionrecording.host.imports;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.PgImports;
import org.sessionrecording.host.wire.WireLimits;

/**
 * Brings the snapshots of an existing events table here. Where a run was cut off, the next one with the same source goes on;
 * nothing is stored twice, however often it is run. Safe for use from any thread.
 */
public final class ImportSnapshots implements Operation {
    private static final long MIB = 1024 * 1024;

    private final Rooms rooms;
    private final WireLimits limits;
    private final Clock clock;
    private final Duration firstPause;
    private final Budget budget;

    /**
     * What an import uses.
     *
     * @param archiving starts what archives the project's recordings; says what it started, or why not
     */
    public record Rooms(
            SnapshotImport ingest,
            Function<ProjectId, PgImports> imports,
            RecordingDocuments documents,
            Function<ProjectId, String> archiving) {}

    /**
     * Memory, roughly.
     *
     * @param batch bytes of rows that are stored together; about four times as much is held
     * @param page bytes read at once
     * @param row most bytes of one row
     * @param comparison bytes that hold what is compared
     */
    public record Budget(long batch, long page, long row, long comparison) {
        /** Shares of a heap. */
        public static Budget of(long heap, WireLimits limits) {
            return new Budget(
                    between(2 * MIB, heap / 32, 32 * MIB),
                    between(MIB, heap / 64, 16 * MIB),
                    Math.min(limits.bodyBytes(), between(8 * MIB, heap / 16, 64 * MIB)),
                    between(4 * MIB, heap / 16, 256 * MIB));
        }

        private static long between(long least, long wanted, long most) {
            return Math.max(least, Math.min(wanted, most));
        }
    }

    /** @param firstPause before what failed is tried again */
    public ImportSnapshots(Rooms rooms, WireLimits limits, Clock clock, Duration firstPause, Budget budget) {
        this.rooms = rooms;
        this.limits = limits;
        this.clock = clock;
        this.firstPause = firstPause;
        this.budget = budget;
    }

    @Override
    public String id() {
        return "import_snapshots";
    }

    @Override
    public String title() {
        return "Import recordings";
    }

    @Override
    public String description() {
        return "Copies the $snapshot rows of an existing events table (PostHog's layout, in PostgreSQL or ClickHouse) into"
                + " this project and compares both sides. The source is only read. Run it again to go on where it was cut"
                + " off; nothing is stored twice.";
    }

    @Override
    public List<Parameter> parameters() {
        return ImportParameters.DECLARED;
    }

    @Override
    public void check(Map<String, String> parameters) {
        ImportParameters.parse(parameters);
    }

    @Override
    public boolean supportsDryRun() {
        return true;
    }

    @Override
    public Outcome run(OperationContext context) {
        ImportParameters asked = ImportParameters.parse(context.parameters());
        PgImports imports = rooms.imports().apply(context.project().id());
        Patience patience = new Patience(firstPause);
        try (SnapshotTable table = SourceTables.open(
                asked.url(), asked.credentials(), asked.selection(), new PageSize(budget.page(), budget.row()))) {
            context.progress(0, 0, "counting the source's rows");
            long total = patience.insist(table::count);
            return context.dryRun()
                    ? dryRun(context, imports, table, patience, total)
                    : imported(context, asked, imports, table, patience, total);
        }
    }

    private RowPass pass(SnapshotTable table, Patience patience, OperationContext context) {
        return new RowPass(table, patience, context, limits, budget.batch());
    }

    private Outcome dryRun(
            OperationContext context, PgImports imports, SnapshotTable table, Patience patience, long total) {
        DryRun dry = new DryRun(rooms.ingest(), imports, context, limits, clock, total);
        pass(table, patience, context).run(Optional.empty(), dry);
        Counts counts = dry.counts();
        counts.tell(context);
        return new Outcome.Succeeded("Would import " + counts.imported() + " rows of " + counts.rows() + " with "
                + counts.snapshots() + " snapshots in " + dry.sessions() + " sessions" + repeats(counts)
                + leftOut(counts));
    }

    private Outcome imported(
            OperationContext context,
            ImportParameters asked,
            PgImports imports,
            SnapshotTable table,
            Patience patience,
            long total) {
        PgImports.Open open = imports.open(asked.source());
        Storing storing = new Storing(rooms.ingest(), imports, open, context, patience, limits, clock, total);
        pass(table, patience, context).run(open.position().map(Position::parse), storing);
        Counts counts = storing.counts();
        counts.tell(context);

        SessionSample sample = new SessionSample(budget.comparison(), new SecureRandom().nextLong());
        Comparison comparison = new Comparison(rooms.ingest(), rooms.documents(), context, limits, clock, sample);
        try (SnapshotTable again = SourceTables.open(
                asked.url(), asked.credentials(), asked.selection(), new PageSize(budget.page(), budget.row()))) {
            pass(again, patience, context).run(Optional.empty(), comparison);
        }
        comparison.compare();
        imports.done(open.id());
        String archiving = asked.archive()
                ? "; " + rooms.archiving().apply(context.project().id())
                : "";
        String message = "Imported " + counts.imported() + " rows of " + counts.rows() + " with " + counts.snapshots()
                + " snapshots as " + counts.recordings() + " recordings" + repeats(counts) + "; "
                + comparison.sentence() + archiving + leftOut(counts);
        return comparison.isEqual() ? new Outcome.Succeeded(message) : new Outcome.Failed(message);
    }

    private static String repeats(Counts counts) {
        return counts.repeats() == 0 ? "" : ", " + counts.repeats() + " were here already";
    }

    /** Comes last: with many reasons a record cuts it off. */
    private static String leftOut(Counts counts) {
        String lost = counts.snapshotsSkipped() == 0
                ? ""
                : "; " + counts.snapshotsSkipped() + " snapshots were no rrweb events";
        return lost + (counts.skippedRows() == 0 ? "" : "; skipped " + counts.skippedRows() + ": " + counts.reasons());
    }
}
