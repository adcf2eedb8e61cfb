package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;

/**
 * Notes of objects that are about to lose their link, made before and kept until they are gone, so that no crash leaves one
 * that nobody knows of. As long as a recording has a note nothing new of it is archived: it would lie where the old was.
 * Blocks on the database.
 */
final class ExpiringObjects {
    /** So long an interrupted run may still be deleting what it began with. */
    private static final Duration STRAGGLING = Duration.ofHours(1);

    private static final String PREFIX = "expiring/";
    /** Locations in one note: it stays far below what a record holds. */
    private static final int MOST_URLS = 25;

    private final State state;

    ExpiringObjects(State state) {
        this.state = state;
    }

    /**
     * Objects of one recording.
     *
     * @param since when the note was made
     */
    record Note(String key, long version, Instant since, RecordingKey recording, List<String> urls) {
        Note {
            urls = List.copyOf(urls);
        }

        boolean mayStraggle(Instant now) {
            return now.isBefore(since.plus(STRAGGLING));
        }
    }

    /** @throws ApiException of kind CONFLICT where there is a note of the recording already */
    List<Note> make(RecordingKey recording, List<String> urls, Instant now) {
        List<Note> notes = new ArrayList<>();
        for (int from = 0; from < urls.size(); from += MOST_URLS) {
            List<String> some = urls.subList(from, Math.min(from + MOST_URLS, urls.size()));
            String key = prefix(recording) + String.format(Locale.ROOT, "%06d", from);
            Note note = new Note(key, 0, now, recording, some);
            notes.add(write(note)
                    .orElseThrow(() -> new ApiException(
                            ApiException.Kind.CONFLICT,
                            "Cannot delete recording " + recording
                                    + " from the archive: another run is at it (wait for it)")));
        }
        return notes;
    }

    /** Takes a note over from a run that left it, which then cannot end it any more; empty where that is gone. */
    Optional<Note> takeOver(Note note) {
        return write(note);
    }

    /** False where another run took it over, and ends it. */
    boolean end(Note note) {
        return state.delete(note.key(), note.version());
    }

    /** Notes whose key comes after. */
    List<Note> after(String key, int limit) {
        return state.scan(PREFIX, key, limit).stream()
                .map(ExpiringObjects::read)
                .toList();
    }

    /** Whether a recording that came to life again has to wait until its old objects are gone. */
    boolean holdUp(Recording recording) {
        return recording.parts() == 0
                && recording.expiredAt().isPresent()
                && !state.scan(prefix(recording.key()), "", 1).isEmpty();
    }

    private static String prefix(RecordingKey recording) {
        return PREFIX + String.format(Locale.ROOT, "%019d/", recording.value());
    }

    private Optional<Note> write(Note note) {
        String text =
                note.since().toEpochMilli() + "\n" + note.recording().value() + "\n" + String.join("\n", note.urls());
        return state.put(note.key(), text, note.version()).map(ExpiringObjects::read);
    }

    private static Note read(State.Entry entry) {
        List<String> lines = Arrays.asList(entry.value().split("\n"));
        return new Note(
                entry.key(),
                entry.version(),
                Instant.ofEpochMilli(Long.parseLong(lines.get(0))),
                new RecordingKey(Long.parseLong(lines.get(1))),
                lines.subList(2, lines.size()));
    }
}
