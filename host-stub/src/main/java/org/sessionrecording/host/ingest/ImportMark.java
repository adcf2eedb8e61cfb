package org.sessionrecording.host.ingest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.store.EnricherFacts;
import org.sessionrecording.host.store.RecordingAppend;
import org.sessionrecording.host.store.SessionAppend;
import org.sessionrecording.host.wire.RecordingFile;

/** Marks what is imported: who it is of beside its name, from which format it came, when and by whom. For one file. */
final class ImportMark {
    /** In place of {@code plugin/enricher}. */
    private static final String IMPORT = "host/import";

    private final RecordingFile file;
    private final String by;

    ImportMark(RecordingFile file, String by) {
        this.file = file;
        this.by = by;
    }

    /** @param events keys that are stored with it */
    SessionAppend on(SessionAppend plan, List<UUID> events) {
        return new SessionAppend(
                plan.sessionId(),
                plan.planned(),
                events,
                plan.recordings().stream().map(this::marked).toList());
    }

    private RecordingAppend marked(RecordingAppend append) {
        Set<DistinctId> others = new LinkedHashSet<>(append.others());
        others.addAll(file.others());
        others.remove(file.distinctId());
        Map<String, Fact> mark = new TreeMap<>();
        mark.put(
                "imported",
                new Fact.Timeline(
                        List.of(new Fact.Moment(file.arrived(), file.format().id()))));
        mark.put("imported_by", new Fact.Texts(List.of(by)));
        if (!others.isEmpty()) {
            mark.put(
                    "distinct_ids",
                    new Fact.Texts(others.stream().map(DistinctId::value).toList()));
        }
        Map<String, EnricherFacts> facts = new TreeMap<>(append.facts());
        facts.put(IMPORT, new EnricherFacts(1, Facts.of(mark)));
        return new RecordingAppend(append.target(), others, facts, append.chunks());
    }
}
