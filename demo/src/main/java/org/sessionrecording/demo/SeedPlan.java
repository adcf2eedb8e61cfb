package org.sessionrecording.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.sessionrecording.wire.Visitor;
import org.sessionrecording.wire.WireSamples;

/** Who visited when, and for how long: the same plan at every start. */
final class SeedPlan {
    /** Sessions in the plan. */
    static final int SESSIONS = 240;

    /** Whose visit is sent after all others: where it is, all are. */
    static final String LAST = "zenobia@example.com";

    private static final long SEED = 20261123;
    private static final Duration OLDEST = Duration.ofDays(20);
    private static final int MEAN_BYTES = 500_000;
    private static final int MOST_BYTES = 4_000_000;
    private static final List<String> PEOPLE = List.of(
            "ada",
            "alan",
            "annie",
            "barbara",
            "charles",
            "chien-shiung",
            "claude",
            "dorothy",
            "edsger",
            "emmy",
            "frances",
            "gottfried",
            "grace",
            "hedy",
            "ida",
            "jocelyn",
            "katherine",
            "konrad",
            "leonhard",
            "lise",
            "margaret",
            "maria",
            "mary",
            "niklaus",
            "radia",
            "rosalind",
            "sofia",
            "tim",
            "vera",
            "wangari");

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1");

    /**
     * One visit.
     *
     * @param era of the client
     * @param age how long ago it began
     * @param rawBytes about how much it recorded
     */
    record Visit(String era, Visitor visitor, Duration age, long rawBytes, String userAgent) {}

    private SeedPlan() {}

    static List<Visit> visits(String token) {
        Random random = new Random(SEED);
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            visits.add(visit(i, token, random));
        }
        return visits;
    }

    private static Visit visit(int number, String token, Random random) {
        int person = random.nextInt(PEOPLE.size());
        String distinctId = number == SESSIONS - 1 ? LAST : PEOPLE.get(person) + "@example.com";
        // most are new clients; a few old ones are still out there
        String era = WireSamples.ERAS.get(random.nextInt(10) < 8 ? 2 : random.nextInt(2));
        long age = (long) (random.nextDouble() * OLDEST.minusHours(1).toMillis());
        double length = -Math.log(1 - random.nextDouble()) * MEAN_BYTES;
        Visitor visitor = new Visitor(token, distinctId, id("session", number), id("window", number));
        return new Visit(
                era,
                visitor,
                Duration.ofHours(1).plusMillis(age),
                (long) Math.min(MOST_BYTES, length),
                AGENTS.get(person % AGENTS.size()));
    }

    private static String id(String kind, int number) {
        return UUID.nameUUIDFromBytes((kind + " " + number).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
