package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.EnricherFacts;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireException;
import org.sessionrecording.host.wire.WireLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The enrichers as they stand when a request begins: required ones first, each sees what the one before left. Each gets a
 * chunk in one contained call, so containment costs nothing per snapshot, and what a failed optional one did is not kept.
 */
final class EnricherLine {
    private static final Logger LOG = LoggerFactory.getLogger(EnricherLine.class);

    private final List<Member> members;
    private final WireLimits limits;
    private final IngestMetrics metrics;

    private EnricherLine(List<Member> members, WireLimits limits, IngestMetrics metrics) {
        this.members = members;
        this.limits = limits;
        this.metrics = metrics;
    }

    private record Member(Contribution<SnapshotEnricher> enricher, String id, int version, boolean required) {
        String name() {
            return enricher.pluginId() + "/" + id;
        }
    }

    private record Seen(List<SnapshotView> left, Facts facts) {}

    /** What came out of a chunk. */
    record Enriched(List<SnapshotView> snapshots, Map<String, EnricherFacts> facts) {}

    static EnricherLine of(Extensions extensions, WireLimits limits, IngestMetrics metrics) {
        List<Member> members = new ArrayList<>();
        for (Contribution<SnapshotEnricher> enricher : extensions.of(SnapshotEnricher.class)) {
            // one that cannot even say whether it is required refuses the request: it may be the one that redacts
            members.add(enricher.call(
                    "describe enricher", it -> new Member(enricher, it.id(), it.version(), it.required())));
        }
        members.sort(Comparator.comparing(member -> !member.required()));
        return new EnricherLine(members, limits, metrics);
    }

    /**
     * Shows a chunk to all.
     *
     * @param context made for each plugin's own view of the project
     * @throws ApiException of kind PLUGIN where a required one failed
     */
    Enriched run(Function<Contribution<?>, ChunkContext> context, List<SnapshotView> snapshots) {
        List<SnapshotView> left = snapshots;
        Map<String, EnricherFacts> facts = new HashMap<>();
        for (Member member : members) {
            try {
                List<SnapshotView> shown = left;
                ChunkContext about = context.apply(member.enricher());
                Seen seen = member.enricher().call("enrich", it -> see(member, it.begin(about), shown));
                left = seen.left();
                facts.put(member.name(), new EnricherFacts(member.version(), seen.facts()));
            } catch (ApiException e) {
                failed(member, e);
            }
        }
        return new Enriched(left, facts);
    }

    /** To be told of facts that clash with what the enricher found before. */
    void factsLeftOut(String enricher) {
        metrics.factsLeftOut(enricher);
    }

    private void failed(Member member, ApiException error) {
        metrics.enricherFailed(member.name());
        if (member.required()) {
            throw new ApiException(
                    ApiException.Kind.PLUGIN,
                    "Cannot store snapshots: enricher '" + member.name()
                            + "', without which nothing may be stored, failed (see the host's log)",
                    error);
        }
        LOG.warn("Enricher {} failed; its facts of one chunk are missing", member.name(), error);
    }

    private Seen see(Member member, Enrichment enrichment, List<SnapshotView> snapshots) {
        List<SnapshotView> left = new ArrayList<>(snapshots.size());
        for (SnapshotView snapshot : snapshots) {
            Verdict verdict = enrichment.see(snapshot);
            if (verdict instanceof Verdict.Keep) {
                left.add(snapshot);
            } else if (verdict instanceof Verdict.Replace replace) {
                left.add(replaced(snapshot, replace.json()));
            } else if (verdict instanceof Verdict.Drop) {
                metrics.dropped(member.name());
            } else {
                throw new IllegalStateException("Cannot go on: the enricher gave no verdict");
            }
        }
        return new Seen(left, enrichment.facts());
    }

    private SnapshotView replaced(SnapshotView original, byte[] json) {
        SnapshotView replacement;
        try {
            replacement = SnapshotView.parse(json, limits);
        } catch (WireException e) {
            // of kind CALLER it would pass for the client's mistake
            throw new IllegalStateException("Cannot use a replacement: " + e.getMessage(), e);
        }
        if (replacement.type() != original.type() || replacement.timestamp() != original.timestamp()) {
            throw new IllegalStateException("Cannot use a replacement: its type or timestamp differs");
        }
        return replacement.at(original.at());
    }
}
