package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.archive.DamagedObjectException;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;
import org.sessionrecording.plugin.custody.Groups.Group;

/** Reads all objects of a recording and puts together what they say. Without state; safe for use from any thread. */
final class GroupReader {
    private final ArchiveObjects objects;

    GroupReader(ArchiveObjects objects) {
        this.objects = objects;
    }

    /**
     * What the objects of a recording say.
     *
     * @param recording from its first part on, as far as they are sound and without gaps; empty where already the first is not
     * @param problem why some of the objects are left out; empty where none is
     */
    record Reading(Group group, Optional<ArchivedRecording> recording, Optional<String> problem) {}

    /**
     * Blocks on the archive.
     *
     * @throws ApiException of kind ARCHIVE where it fails; nothing is known then
     */
    Reading read(Group group) {
        List<Listed> inOrder = group.objects().stream()
                .sorted(Comparator.comparingInt(Listed::part))
                .toList();
        List<Inspection> parts = new ArrayList<>();
        List<Listed> read = new ArrayList<>();
        String problem = group.tooMany() ? "there are more parts than a recording can have" : null;
        for (Listed object : inOrder) {
            if (problem != null) {
                break;
            }
            if (object.part() != parts.size() + 1) {
                problem = "part " + (parts.size() + 1) + " is missing, while part " + object.part() + " is there";
            } else {
                problem = add(object, parts, read);
            }
        }
        try {
            Optional<ArchivedRecording> recording =
                    parts.isEmpty() ? Optional.empty() : Optional.of(together(parts, read));
            return new Reading(group, recording, Optional.ofNullable(problem));
        } catch (IllegalArgumentException e) {
            return new Reading(group, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Null where the part could be added. */
    private @Nullable String add(Listed object, List<Inspection> parts, List<Listed> read) {
        try {
            Inspection part = objects.read(object.url(), object.bytes());
            boolean itsOwnPlace = part.header().name().path().equals(object.path())
                    && part.header().part() == object.part();
            boolean sameSession = parts.isEmpty()
                    || parts.get(0).header().sessionId().equals(part.header().sessionId());
            if (!itsOwnPlace || !sameSession) {
                return "part " + object.part() + " is another recording's than its key says";
            }
            parts.add(part);
            read.add(object);
            return null;
        } catch (DamagedObjectException e) {
            return "part " + object.part() + " is damaged: " + e.getMessage();
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + object.url() + ": " + e.getMessage() + " (run it again)",
                    e);
        }
    }

    private ArchivedRecording together(List<Inspection> parts, List<Listed> read) {
        Inspection last = parts.get(parts.size() - 1);
        Instant start = last.header().start();
        Instant end = last.header().end();
        List<ArchivedRecording.Part> described = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Inspection part = parts.get(i);
            start = part.header().start().isBefore(start) ? part.header().start() : start;
            end = part.header().end().isAfter(end) ? part.header().end() : end;
            described.add(new ArchivedRecording.Part(
                    ArchiveSource.ID,
                    part.header().part(),
                    read.get(i).url(),
                    part.bytes(),
                    part.sha256().orElseThrow(),
                    part.tailOffset(),
                    part.chunkInfos().stream().map(GroupReader::slim).toList(),
                    read.get(i).modified()));
        }
        return new ArchivedRecording(
                last.header().name(),
                last.header().sessionId(),
                start,
                end,
                skew(parts.get(0), read.get(0)),
                last.header().facts(),
                described);
    }

    /** Some hundred thousand event ids are not needed for linking. */
    private static ChunkInfo slim(ChunkInfo chunk) {
        return new ChunkInfo(
                chunk.id(),
                chunk.recording(),
                chunk.windowId(),
                chunk.bytes(),
                chunk.length(),
                chunk.crc32(),
                chunk.storedCrc32(),
                chunk.count(),
                chunk.start(),
                chunk.end(),
                chunk.arrived(),
                List.of(),
                List.of());
    }

    /** What late chunks of it are corrected by: the difference between a snapshot's own instant and the corrected one. */
    private Duration skew(Inspection first, Listed object) {
        return first.chunks().stream()
                .filter(chunk -> !chunk.info().fullSnapshots().isEmpty())
                .findFirst()
                .flatMap(chunk -> objects.skew(object.url(), chunk))
                .orElse(Duration.ZERO);
    }
}
