package org.sessionrecording.plugin.retention;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.SnapshotSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds late chunks whose every event an earlier part holds: repeats that came after the database had forgotten their events,
 * while the archive could not be asked. They are dropped, or their snapshots would play twice for ever. Costs nothing where a
 * recording has no part. For one thread at a time.
 */
final class LateRepeats {
    private static final Logger LOG = LoggerFactory.getLogger(LateRepeats.class);

    private final Project project;
    private final SnapshotSource source;
    private final ChunkLists chunkLists;
    private final Lease lease;

    LateRepeats(Project project, SnapshotSource source, Lease lease) {
        this.project = project;
        this.source = source;
        this.chunkLists = new ChunkLists(project.recordings());
        this.lease = lease;
    }

    /** Drops what repeats. Blocks on database and archive. Where a part cannot be read nothing is known, and all stays. */
    Recording drop(Recording recording) {
        boolean late = recording.parts() > 0 && recording.lastChunk().compareTo(recording.archivedThrough()) > 0;
        List<ChunkId> repeats = late ? find(recording) : List.of();
        if (repeats.isEmpty()) {
            return recording;
        }
        int dropped = project.recordings().dropRepeats(recording.key(), repeats, lease);
        LOG.info("Dropped {} late chunks of recording {}: its parts hold all their events", dropped, recording.key());
        Optional<Recording> left = project.recordings().find(recording.key());
        return left.orElse(recording);
    }

    private List<ChunkId> find(Recording recording) {
        List<ChunkInfo> late = chunkLists.between(recording.key(), recording.archivedThrough(), recording.lastChunk());
        Set<String> wanted = new HashSet<>();
        late.forEach(chunk -> wanted.addAll(chunk.eventIds()));
        Set<String> held = heldOf(wanted, recording);
        return late.stream()
                .filter(chunk -> !chunk.eventIds().isEmpty() && held.containsAll(chunk.eventIds()))
                .map(ChunkInfo::id)
                .toList();
    }

    private Set<String> heldOf(Set<String> wanted, Recording recording) {
        Set<String> held = new HashSet<>();
        try {
            for (ArchivePart part : project.archiveLinks().parts(recording.key())) {
                if (part.source().equals(source.id())) {
                    source.chunks(project, part).forEach(chunk -> chunk.info().eventIds().stream()
                            .filter(wanted::contains)
                            .forEach(held::add));
                }
            }
            return held;
        } catch (ApiException e) {
            LOG.warn(
                    "Cannot tell whether late chunks of recording {} repeat what its parts hold, so they are kept: {}",
                    recording.key(),
                    e.getMessage());
            return Set.of();
        }
    }
}
