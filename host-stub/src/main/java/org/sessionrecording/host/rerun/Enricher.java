package org.sessionrecording.host.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.wire.SnapshotView;

/** An enricher as it stands when a run begins; its verdicts do not count any more. */
record Enricher(Contribution<SnapshotEnricher> contribution, String name, int version) {
    /** All that run, or the one that is asked for. */
    static List<Enricher> of(Extensions extensions, Optional<String> asked) {
        List<Enricher> running = new ArrayList<>();
        for (Contribution<SnapshotEnricher> each : extensions.of(SnapshotEnricher.class)) {
            Enricher enricher = each.call(
                    "describe enricher", it -> new Enricher(each, each.pluginId() + "/" + it.id(), it.version()));
            if (asked.isEmpty() || asked.get().equals(enricher.name())) {
                running.add(enricher);
            }
        }
        if (running.isEmpty() && asked.isPresent()) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot run enricher '" + asked.get() + "': no running plugin has it (enable its plugin)");
        }
        return List.copyOf(running);
    }

    /** What it finds in one chunk. */
    Facts see(ProjectId project, StoredChunk chunk, List<SnapshotView> snapshots) {
        ChunkContext context = chunk.context(contribution.project(project));
        return contribution.call("enrich", it -> {
            Enrichment enrichment = it.begin(context);
            snapshots.forEach(enrichment::see);
            return enrichment.facts();
        });
    }
}
