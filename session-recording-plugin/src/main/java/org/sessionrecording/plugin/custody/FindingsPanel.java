package org.sessionrecording.plugin.custody;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.plugin.page.Html;

/** What is wrong in the archive, on the storage page; nothing where nothing is. Safe for use from any thread. */
public class FindingsPanel implements PageSlot {
    /** More than a page can tell; the rest is counted. */
    static final int SHOWN = 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final FindingsBoard board;

    public FindingsPanel(FindingsBoard board) {
        this.board = board;
    }

    @Override
    public String slot() {
        return "storage-panel";
    }

    @Override
    public String html(PageContext context) {
        List<Finding> findings = board.read(context.project());
        if (findings.isEmpty()) {
            return "";
        }
        ZoneId zone = context.project().zone();
        String rows = findings.stream()
                .limit(SHOWN)
                .map(finding -> row(finding, zone))
                .collect(Collectors.joining("\n"));
        return "<section class=\"card scroll\"><h2>Wrong in the archive</h2>\n<table><thead><tr><th>Recording or object</th>"
                + "<th>What is wrong</th><th>Since</th><th>What to do</th></tr></thead><tbody>\n" + rows
                + "\n</tbody></table>" + more(findings.size()) + "</section>";
    }

    private static String row(Finding finding, ZoneId zone) {
        String path = finding.recording().isEmpty() ? finding.url() : finding.recording();
        return "<tr><td title=\"" + Html.escape(finding.url()) + "\">" + Html.escape(path) + "</td><td>"
                + Html.escape(finding.kind().text() + ": " + finding.reason()) + "</td><td>"
                + Html.escape(TIME.withZone(zone).format(finding.since())) + "</td><td>"
                + Html.escape(advice(finding.kind())) + "</td></tr>";
    }

    private static String more(int all) {
        if (all <= SHOWN) {
            return "";
        }
        String atLeast = all < Findings.MOST ? "" : "at least ";
        return "<p>and " + atLeast + (all - SHOWN) + " more</p>";
    }

    private static String advice(Finding.Kind kind) {
        return switch (kind) {
            case MISSING ->
                "Put the object back from a copy, or run verify with repair: what the database still has is"
                        + " archived anew.";
            case DAMAGED ->
                "Run verify with repair: what the database still has is archived anew. Else put the object back"
                        + " from a copy.";
            case ORPHAN -> "Run rebuild where the recording should be there; else run verify with orphans=delete.";
            case STRAY -> "Look at it: it is no recording. Move it elsewhere if it is not needed here.";
            case REFUSED -> "Put the object back from a copy, then run rebuild again.";
        };
    }
}
