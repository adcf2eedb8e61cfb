package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.store.Buried;
import org.sessionrecording.host.store.Mark;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.wire.RecordingFile;
import org.sessionrecording.host.wire.WireEvent;

/**
 * Whether a file brings back what was erased: the recording, its session, or what anybody it is of did before their erasure.
 * For one file and thread.
 */
final class FileGraves {
    private final Set<Mark> forEver = new HashSet<>();
    private final Set<Mark> visitors = new HashSet<>();
    private final Instant earliest;

    FileGraves(Tombstones tombstones, ProjectId project, RecordingFile file) {
        List<Instant> firsts = file.events().stream()
                .flatMap(event -> first(event, file.arrived()).stream())
                .toList();
        this.earliest = Stream.concat(firsts.stream(), Stream.of(file.arrived()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        forEver.add(tombstones.session(project, file.sessionId()));
        if (!firsts.isEmpty()) {
            RecordingName name = new RecordingName(file.distinctId(), firsts.get(0));
            forEver.add(tombstones.path(project, name.path()));
        }
        for (DistinctId id : file.others()) {
            visitors.add(tombstones.visitor(project, id));
        }
        visitors.add(tombstones.visitor(project, file.distinctId()));
    }

    private static Optional<Instant> first(WireEvent event, Instant arrived) {
        OptionalLong millis = event.firstTimestamp();
        return millis.isEmpty()
                ? Optional.empty()
                : Optional.of(ClientTime.of(arrived, event.sentAt()).corrected(millis.getAsLong()));
    }

    /** What to look for. */
    Set<Mark> marks() {
        Set<Mark> marks = new HashSet<>(forEver);
        marks.addAll(visitors);
        return marks;
    }

    /** When it was erased; empty where it was not. */
    Optional<Instant> erasedAt(Buried buried) {
        Stream<Instant> ofItself = forEver.stream().flatMap(mark -> buried.erasedAt(mark).stream());
        Stream<Instant> ofVisitors = visitors.stream()
                .flatMap(mark -> buried.erasedAt(mark).stream())
                .filter(at -> !at.isBefore(earliest));
        return Stream.concat(ofItself, ofVisitors).max(Comparator.naturalOrder());
    }
}
