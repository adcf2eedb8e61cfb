package org.sessionrecording.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What scripts of one origin, and whatever they call, take of a page's main thread, by the browser's own profiler. */
final class MainThread {
    private static final int EVERY_MICROS = 200;

    private final CDPSession session;

    private MainThread(CDPSession session) {
        this.session = session;
    }

    /** Watches a page from now on. */
    static MainThread watch(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        JsonObject interval = new JsonObject();
        interval.addProperty("interval", EVERY_MICROS);
        session.send("Profiler.enable");
        session.send("Profiler.setSamplingInterval", interval);
        session.send("Profiler.start");
        return new MainThread(session);
    }

    /** Milliseconds since the watch began, after which it ends. */
    double millisOf(String origin) {
        JsonObject profile = session.send("Profiler.stop").getAsJsonObject("profile");
        Set<Integer> below = below(profile.getAsJsonArray("nodes"), origin);
        JsonArray samples = profile.getAsJsonArray("samples");
        JsonArray micros = profile.getAsJsonArray("timeDeltas");
        double sum = 0;
        for (int i = 0; i < samples.size(); i++) {
            if (below.contains(samples.get(i).getAsInt())) {
                sum += micros.get(i).getAsDouble();
            }
        }
        return sum / 1_000;
    }

    /** The calls with a function of the origin in their stack. */
    private static Set<Integer> below(JsonArray nodes, String origin) {
        Map<Integer, JsonObject> byId = new HashMap<>();
        nodes.forEach(node -> byId.put(id(node), node.getAsJsonObject()));
        Set<Integer> below = new HashSet<>();
        for (JsonElement node : nodes) {
            String url = node.getAsJsonObject()
                    .getAsJsonObject("callFrame")
                    .get("url")
                    .getAsString();
            if (url.startsWith(origin)) {
                add(id(node), byId, below);
            }
        }
        return below;
    }

    private static void add(int id, Map<Integer, JsonObject> byId, Set<Integer> below) {
        JsonArray children = byId.get(id).getAsJsonArray("children");
        if (below.add(id) && children != null) {
            children.forEach(child -> add(child.getAsInt(), byId, below));
        }
    }

    private static int id(JsonElement node) {
        return node.getAsJsonObject().get("id").getAsInt();
    }
}
