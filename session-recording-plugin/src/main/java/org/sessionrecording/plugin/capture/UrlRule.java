package org.sessionrecording.plugin.capture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.CaptureSettings;
import org.sessionrecording.plugin.settings.UrlPatterns;

/**
 * Only on the pages that were asked for. Clients get the patterns too, and pause on other pages; of most snapshots the
 * server knows the page's origin alone, and holds them against the patterns' sites.
 */
public class UrlRule extends SettingsRule {
    private final JsonMapper json = JsonMapper.builder().build();

    public UrlRule(KnownSettings settings) {
        super(settings);
    }

    @Override
    public String id() {
        return "record_urls";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings settings) {
        if (settings.urls().isEmpty() && settings.exceptUrls().isEmpty()) {
            return CaptureDecision.ABSTAIN;
        }
        // clients pause and go on by themselves as the visitor moves, so one that asks is told of its site alone
        boolean asking = request.phase() == CaptureRequest.Phase.CONFIGURATION;
        boolean allowed = request.url()
                .map(url -> asking ? Sites.originOf(url).orElse(url) : url)
                .map(url -> isAllowed(url, settings))
                .orElse(true);
        if (!allowed) {
            return new CaptureDecision.Refuse("this page is not among those that are recorded (see record_urls)");
        }
        return new CaptureDecision.Record(Map.of("urlBlocklist", blocklist(settings)));
    }

    @Override
    List<RuleStanding> standings(Project project, CaptureSettings settings) {
        String only = settings.urls().isEmpty()
                ? "On all pages"
                : "Only on " + String.join(", ", settings.urls().texts());
        String except = settings.exceptUrls().isEmpty()
                ? "."
                : ", but not on " + String.join(", ", settings.exceptUrls().texts()) + ".";
        boolean open = settings.urls().isEmpty() && settings.exceptUrls().isEmpty();
        return List.of(new RuleStanding(open ? Effect.OPEN : Effect.NARROWS, "Pages", only + except));
    }

    private static boolean isAllowed(String url, CaptureSettings settings) {
        if (Sites.isOrigin(url)) {
            return settings.urls().isEmpty() || settings.urls().mayMatch(url);
        }
        return (settings.urls().isEmpty() || settings.urls().matches(url))
                && !settings.exceptUrls().matches(url);
    }

    private String blocklist(CaptureSettings settings) {
        ArrayNode list = json.createArrayNode();
        add(list, settings.exceptUrls(), settings.exceptUrls().regex());
        add(list, settings.urls(), settings.urls().regexOfOthers());
        return list.toString();
    }

    private static void add(ArrayNode list, UrlPatterns patterns, String regex) {
        if (!patterns.isEmpty()) {
            list.addObject().put("url", regex).put("matching", "regex");
        }
    }
}
