package org.sessionrecording.host.erasure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.ErasureItems;
import org.sessionrecording.host.store.ErasureRow;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.time.HostClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases, and goes on with what could not be erased at once. Lives as long as the host; safe for use from any thread and on
 * several hosts at once.
 */
public final class ErasureService {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureService.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Database database;
    private final HostClock clock;
    private final Erasures erasures;
    private final ErasureItems items;
    private final Sources sources;
    private final Finishing finishing;

    public ErasureService(Database database, HostClock clock, Extensions extensions) {
        this.database = database;
        this.clock = clock;
        this.erasures = new Erasures(database, clock);
        this.items = new ErasureItems(database, clock);
        this.sources = new Sources(extensions);
        this.finishing = new Finishing(items, sources, clock);
    }

    public Erasures.Preview preview(ProjectId project, ErasureScope scope) {
        return erasures.preview(project, scope);
    }

    /** As {@link #erase(ProjectId, ErasureScope, String, Consumer)}, to the end. */
    public Receipt erase(ProjectId project, ErasureScope scope, String requestedBy) {
        return erase(project, scope, requestedBy, gone -> {});
    }

    /**
     * Erases from the database, and elsewhere as far as that can be done now. Blocks on both.
     *
     * @param progress hears how many recordings are gone; what it throws ends the work there
     * @throws ApiException of kind STORE where the database fails; what was erased until then stays so
     */
    public Receipt erase(ProjectId project, ErasureScope scope, String requestedBy, Consumer<Long> progress) {
        ErasureRow row = erasures.erase(project, scope, requestedBy, sources.ids(), progress);
        new PgAudit(database, clock, project, requestedBy)
                .record(
                        "erased",
                        "erasure/" + row.id(),
                        row.scope() + ": " + row.recordings() + " recordings, " + row.events() + " events");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!erasures.sweep(row, sources.ids()) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        finishing.run(row);
        return receipt(row);
    }

    /** Goes on with all erasures of which something is left, as far as it is due; for the host's maintenance. */
    public void goOn() {
        for (ErasureRow row : erasures.open()) {
            try {
                goOn(row);
            } catch (ApiException e) {
                LOG.warn("Cannot go on with erasure {}; trying again later", row.id(), e);
            }
        }
    }

    private void goOn(ErasureRow row) {
        if (row.sweptAt().isPresent() || erasures.sweep(row, sources.ids())) {
            finishing.run(row);
        }
    }

    /** Tries at once whatever is left of an erasure. */
    public Receipt retry(ProjectId project, String id) {
        ErasureRow row = require(project, id);
        items.hurry(row);
        goOn(row);
        return receipt(row);
    }

    public Receipt find(ProjectId project, String id) {
        return receipt(require(project, id));
    }

    /** Newest first. */
    public List<Receipt> newest(ProjectId project, int limit) {
        return erasures.newest(project, limit).stream()
                .map(row -> new Receipt(row, items.open(row)))
                .toList();
    }

    private ErasureRow require(ProjectId project, String id) {
        return erasures.find(project, id)
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING, "Cannot find the erasure: there is none of this id in the project"));
    }

    private Receipt receipt(ErasureRow row) {
        ErasureRow now = erasures.require(row.number());
        return new Receipt(now, items.open(now));
    }
}
