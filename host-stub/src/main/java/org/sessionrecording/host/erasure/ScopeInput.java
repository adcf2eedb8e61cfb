package org.sessionrecording.host.erasure;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ErasureScope;

/** What people ask to erase, from text to scope: {@code distinct_id}, {@code path}, or {@code from} and {@code to}. */
final class ScopeInput {
    private static final String LINK_BEGINS = "/sessions/";
    private static final String LINK_ENDS = "/recording";

    private final RecordingDocuments documents;

    ScopeInput(RecordingDocuments documents) {
        this.documents = documents;
    }

    /** @throws ApiException of kind CALLER where it is not exactly one of these */
    static void check(Map<String, String> given) {
        boolean person = given.containsKey("distinct_id");
        boolean recording = given.containsKey("path");
        boolean span = given.containsKey("from") || given.containsKey("to");
        if ((person ? 1 : 0) + (recording ? 1 : 0) + (span ? 1 : 0) != 1) {
            throw wrong("give exactly one of distinct_id, path, or from and to");
        }
        if (span) {
            between(given);
        }
        events(given, true);
    }

    /** @throws ApiException of kind CALLER, or MISSING where there is no such recording */
    ErasureScope read(ProjectId project, Map<String, String> given) {
        check(given);
        if (given.containsKey("distinct_id")) {
            return new ErasureScope.Person(person(given.get("distinct_id")), events(given, true));
        }
        if (given.containsKey("path")) {
            String[] halves = path(given.get("path"));
            return new ErasureScope.One(
                    documents.require(project, halves[0], halves[1]).key(), events(given, false));
        }
        return between(given);
    }

    private static DistinctId person(String text) {
        try {
            return new DistinctId(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.Kind.CALLER, String.valueOf(e.getMessage()), e);
        }
    }

    /** A link, or the two halves of it that name the recording. */
    private static String[] path(String text) {
        String path = text.startsWith(LINK_BEGINS) ? text.substring(LINK_BEGINS.length()) : text;
        String[] halves = (path.endsWith(LINK_ENDS) ? path.substring(0, path.length() - LINK_ENDS.length()) : path)
                .split("/", -1);
        if (halves.length != 2) {
            throw wrong("a path is the recording's link, or {distinct_id}/{timestamp} of it");
        }
        return halves;
    }

    private static ErasureScope.Between between(Map<String, String> given) {
        if (!given.containsKey("from") || !given.containsKey("to")) {
            throw wrong("from and to belong together");
        }
        try {
            return new ErasureScope.Between(
                    Instant.parse(given.get("from")), Instant.parse(given.get("to")), events(given, false));
        } catch (DateTimeException e) {
            throw wrong("from and to are instants such as 2026-11-23T19:10:00Z");
        } catch (IllegalArgumentException e) {
            throw wrong("from is not before to");
        }
    }

    private static boolean events(Map<String, String> given, boolean otherwise) {
        String text = given.getOrDefault("events", "");
        return switch (text) {
            case "" -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("events is true or false");
        };
    }

    private static ApiException wrong(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot erase: " + why);
    }
}
