package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.api.project.RunHistory.PastRun;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.ArchiveProfile;
import org.sessionrecording.plugin.page.Html;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.RecordingSettings;
import org.sessionrecording.plugin.settings.RetentionSettings;

/** How retention stands, on the storage page. Safe for use from any thread. */
public class RetentionPanel implements PageSlot {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final StatusBoard board;

    public RetentionPanel(StatusBoard board) {
        this.board = board;
    }

    @Override
    public String slot() {
        return "storage-panel";
    }

    @Override
    public String html(PageContext context) {
        return board.find(context.project().id())
                .map(status -> card(rows(status, context.project().zone())))
                .orElse("");
    }

    private static String card(Map<String, String> rows) {
        return rows.entrySet().stream()
                .map(row -> "<dt>" + row.getKey() + "</dt><dd>" + Html.escape(row.getValue()) + "</dd>")
                .collect(Collectors.joining(
                        "\n", "<section class=\"card\"><h2>Retention</h2>\n<dl>\n", "\n</dl></section>"));
    }

    private static Map<String, String> rows(Status status, ZoneId zone) {
        Map<String, String> rows = new LinkedHashMap<>();
        RecordingSettings settings = status.settings();
        rows.put("Keeps", keeps(settings));
        rows.put("Archive", archive(settings.archive()));
        status.profile().ifPresent(profile -> rows.put("Its server", server(profile, zone)));
        rows.put(
                "Next run",
                status.next()
                        .map(at -> time(at, zone) + " (" + zone.getId() + ")")
                        .orElse("not scheduled"));
        rows.put("Due now", Words.recordings(status.due()));
        put(rows, "Pinned", status.inventory().pinned());
        put(rows, "Set aside", status.inventory().quarantined());
        put(rows, "Brought back", status.inventory().restored());
        if (settings.retention().budget().isSet()) {
            rows.put(
                    "Budget",
                    Words.bytes(status.inventory().all().storedBytes()) + " of "
                            + Words.bytes(settings.retention().budget().bytes()));
        }
        RetentionSettings.Brake brake = settings.retention().brake();
        rows.put(
                "Asks before removing",
                "more than " + brake.share() + " % of all recordings, or " + brake.factor()
                        + " times what the last runs removed");
        status.lastRun().ifPresent(run -> rows.put("Last run", run(run, zone)));
        rows.put("Last success", status.lastSuccess().map(at -> time(at, zone)).orElse("none yet"));
        return rows;
    }

    private static String keeps(RecordingSettings settings) {
        if (!settings.removes()) {
            return "everything in the database";
        }
        String days = settings.retention().keepFor().toDays() + " days in the database, then ";
        return days + (settings.deletes() ? "deletes for good" : "in the archive");
    }

    private static String archive(ArchiveTarget target) {
        if (target instanceof ArchiveTarget.Configured configured) {
            return configured.settings().url().toString();
        }
        return target instanceof ArchiveTarget.Unusable unusable ? unusable.reason() : "none";
    }

    private static String server(ArchiveProfile profile, ZoneId zone) {
        return (profile.conditionalWrites() ? "writes objects once" : "cannot refuse to overwrite") + ", "
                + (profile.checksums() ? "keeps checksums" : "is read back to verify")
                + (profile.parts() ? ", takes large objects in parts" : ", takes no object in parts") + "; probed "
                + time(profile.probedAt(), zone);
    }

    private static void put(Map<String, String> rows, String name, Totals totals) {
        if (totals.recordings() > 0) {
            rows.put(name, Words.recordings(totals));
        }
    }

    private static String run(PastRun run, ZoneId zone) {
        return time(run.startedAt(), zone) + ", " + run.state().name().toLowerCase(Locale.ROOT) + ": " + run.message();
    }

    private static String time(Instant at, ZoneId zone) {
        return TIME.withZone(zone).format(at);
    }
}
