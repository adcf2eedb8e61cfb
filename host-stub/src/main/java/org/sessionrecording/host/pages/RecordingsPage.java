package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.playback.ListQuery;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ListRequest;
import org.sessionrecording.host.store.ListRequest.Sort;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.RecordingList;
import org.sessionrecording.host.web.Requests;

/** The list of recordings by page: filtered, sorted, each row a way to play. Its address is the list, filters and all. */
final class RecordingsPage {
    private static final List<String> NO_FILTERS = List.of("sort", "order");

    private final Shell shell;
    private final RecordingDocuments documents;
    private final Slots slots;

    RecordingsPage(Shell shell, RecordingDocuments documents, Slots slots) {
        this.shell = shell;
        this.documents = documents;
        this.slots = slots;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        ListRequest request = ListQuery.read(context, project.zone());
        RecordingList.Page page = documents.page(project.id(), request);
        Map<String, Object> model = new HashMap<>();
        model.put(
                "recordings",
                page.recordings().stream().map(each -> row(each, project)).toList());
        ListQuery.FILTERS.forEach(name -> model.put(name, given(context, name)));
        model.put(
                "filtered",
                ListQuery.FILTERS.stream()
                        .anyMatch(name -> !NO_FILTERS.contains(name)
                                && !given(context, name).isEmpty()));
        model.put(
                "located",
                request.location().isPresent()
                        || page.recordings().stream().anyMatch(each -> !FactTexts.location(each.facts())
                                .isEmpty()));
        model.put("later", request.after().isPresent());
        model.put(
                "next",
                page.next()
                        .map(next -> address(context, Map.of("cursor", next)))
                        .orElse(""));
        model.put("cut", page.cut() ? RecordingList.SCANNED : 0);
        model.put("columns", columns(context, request));
        model.put("all_url", "/recordings?project=" + project.id());
        model.put("play_toggle", slots.html(context, "play-toggle", project.id(), Optional.empty()));
        shell.show(context, "recordings", "Recordings", "recordings", model);
    }

    /** Heads of columns: sorting by one that is sorted by turns the order round. */
    private static List<Map<String, Object>> columns(Context context, ListRequest request) {
        List<Map<String, Object>> columns = new ArrayList<>();
        Map<Sort, String> names = new LinkedHashMap<>();
        names.put(Sort.START, "Started");
        names.put(Sort.DURATION, "Duration");
        names.put(Sort.SNAPSHOTS, "Snapshots");
        names.put(Sort.BYTES, "Size");
        names.forEach((sort, name) -> {
            boolean on = sort == request.sort();
            Map<String, String> change = Map.of(
                    "sort", sort.name().toLowerCase(Locale.ROOT), "order", on && !request.ascending() ? "asc" : "desc");
            columns.add(Map.of(
                    "name",
                    name,
                    "number",
                    sort != Sort.START,
                    "order",
                    on ? (request.ascending() ? "ascending" : "descending") : "none",
                    "link",
                    address(context, change)));
        });
        return columns;
    }

    private static Map<String, Object> row(Recording recording, ProjectRow project) {
        return Map.ofEntries(
                Map.entry("person", recording.name().distinctId().value()),
                Map.entry("link", recording.name().link() + "?project=" + project.id()),
                Map.entry("start", Human.time(recording.start(), project.zone())),
                Map.entry("duration", Human.duration(Duration.between(recording.start(), recording.end()))),
                Map.entry("snapshots", recording.snapshotCount()),
                Map.entry("bytes", Human.bytes(recording.storedBytes())),
                Map.entry("state", recording.state().name().toLowerCase(Locale.ROOT)),
                Map.entry("where", Human.where(recording.state())),
                Map.entry("pinned", recording.pinned()),
                Map.entry("imported", recording.facts().find("imported").isPresent()),
                Map.entry("quarantined", recording.quarantine().isPresent()),
                Map.entry("page", FactTexts.text(recording.facts(), "start_url")),
                Map.entry("location", FactTexts.location(recording.facts())));
    }

    private static String given(Context context, String name) {
        return Optional.ofNullable(Requests.query(context, name)).orElse("");
    }

    /** This list with some parameters changed; from its beginning, unless they hold a cursor. */
    private static String address(Context context, Map<String, String> change) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> kept = new ArrayList<>(ListQuery.FILTERS);
        kept.addAll(List.of("project", "limit"));
        kept.forEach(name -> parameters.put(name, given(context, name)));
        parameters.putAll(change);
        StringBuilder url = new StringBuilder("/recordings");
        parameters.forEach((name, value) -> {
            if (!value.isEmpty()) {
                url.append(url.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return url.toString();
    }
}
