package org.sessionrecording.interleavings;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Share links, which hold until they expire or are withdrawn, or their recording is erased. */
final class Links {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final int MOST = 6;

    private final World world;
    private final Reads reads;
    private final List<Link> links = new ArrayList<>();

    private record Link(Known known, String id, String token, Instant expires) {}

    Links(World world, Reads reads) {
        this.world = world;
        this.reads = reads;
    }

    /** Shares a recording; now and then withdraws the oldest link instead. */
    void share(Known known, Step step) {
        if (links.size() >= MOST || (step.how() % 3 == 0 && !links.isEmpty())) {
            withdraw(links.remove(0));
            return;
        }
        int days = 1 + step.much() % 30;
        String made = reads.send("POST", api(known) + "/share", "{\"person\":true,\"expires_in_days\":" + days + "}");
        links.add(
                new Link(known, found(ID, made), found(TOKEN, made), world.now().plus(Duration.ofDays(days))));
    }

    private void withdraw(Link link) {
        if (!world.isErased(link.known()) && world.now().isBefore(link.expires())) {
            reads.send("DELETE", api(link.known()) + "/shares/" + link.id(), "");
        }
        reads.refuseShared(link.known(), link.token());
    }

    /** Each shows all of its recording, wherever that lies by now, or opens nothing. */
    void check() {
        for (Link link : links) {
            if (world.isErased(link.known()) || !world.now().isBefore(link.expires())) {
                reads.refuseShared(link.known(), link.token());
            } else {
                reads.playShared(link.known(), link.token());
            }
        }
        long stray = world.database()
                .number("select count(*) from share where recording not in (select key from recording)");
        if (stray > 0) {
            throw new AssertionError(stray + " links are left of recordings that are gone");
        }
    }

    private static String api(Known known) {
        return "/api/projects/1/recordings/" + known.name;
    }

    private static String found(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("No " + pattern + " in " + json);
        }
        return matcher.group(1);
    }
}
