package org.sessionrecording.plugin.custody;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;

/**
 * Deletes what was erased and lies in the bucket all the same: a host that slept for however long before its write wrote
 * after the erasure had looked for the last time. Names nobody in what it reports. For a run's thread.
 */
final class BuriedObjects {
    private final OperationContext context;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final Report report;
    private final Optional<Predicate<String>> buried;

    /** Reads the archive's tombstones. */
    BuriedObjects(OperationContext context, ArchiveObjects objects, Report report) {
        this.context = context;
        this.links = context.project().archiveLinks();
        this.objects = objects;
        this.report = report;
        this.buried = objects.buried();
    }

    /** Lists the whole bucket, where anything was ever erased. */
    void sweep() {
        String after = "";
        boolean more = buried.isPresent();
        while (more) {
            context.checkCancelled();
            ArchiveObjects.Page page = objects.list(after);
            List<Listed> found = page.objects().stream().filter(this::isBuried).toList();
            Set<String> taken = links.taken(found.stream().map(Listed::url).toList());
            found.stream().filter(object -> !taken.contains(object.url())).forEach(this::erase);
            more = page.more();
            after = page.last();
        }
    }

    boolean isBuried(Listed object) {
        return !object.path().isEmpty()
                && buried.map(paths -> paths.test(object.path())).orElse(false);
    }

    /** For good, unless it is a dry run. */
    void erase(Listed object) {
        if (context.dryRun()) {
            report.problem("erased", "an object of somebody who was erased lies in the archive");
            return;
        }
        try {
            Optional<String> why = objects.erase(object.url());
            if (why.isPresent()) {
                report.problem("erased", "an object of somebody who was erased cannot be deleted yet");
                return;
            }
            context.project().audit().record("erased_object_deleted", "archive", "it was written after the erasure");
            report.add("erased", 1);
        } catch (ApiException e) {
            report.problem("unreachable", String.valueOf(e.getMessage()));
        }
    }
}
