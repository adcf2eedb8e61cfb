package org.sessionrecording.harness.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whether recordings play as they did, asked of the API. */
public final class Playback {
    /** Path of the API -> body of an answer of 200. */
    private final Function<String, byte[]> api;

    public Playback(Function<String, byte[]> api) {
        this.api = api;
    }

    /** Every recording plays completely and once. */
    public void requireSame(Map<String, RecordingPrint> expected) {
        List<String> problems = new ArrayList<>();
        expected.forEach((name, print) -> {
            Document document = Document.read(api.apply("/api/projects/1/recordings/" + name + "/snapshots"));
            List<Long> ids = document.chunks().stream().map(Document.Place::id).toList();
            List<Long> wanted = print.chunks().stream().map(ChunkPrint::id).toList();
            if (!ids.equals(wanted)) {
                problems.add(name + " plays chunks " + ids + ", not " + wanted);
            } else if (!document.snapshots().equals(print.sha256())) {
                problems.add(name + " plays other snapshots than were sent");
            }
        });
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    problems.size() + " recordings play differently:\n  " + String.join("\n  ", problems));
        }
    }
}
