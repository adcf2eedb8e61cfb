package org.sessionrecording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.sessionrecording.harness.KillTrial;

/**
 * Kills a host again and again, at random moments and at random steps of a run, also while it recovers from the last kill, and
 * requires each time that nothing is lost and everything plays. Ends at the first that is not so. {@code ours} is how many
 * kills all recordings survived, {@code limit} how many there were, {@code baseline} how many hit a run that was under way.
 */
final class SoakKills implements Benchmark {
    private static final List<String> BATCH_STEPS =
            List.of("READ", "LEFTOVERS_REMOVED", "INTENDED", "STORED", "LINKED", "REMOVED");
    private static final List<String> RUN_STEPS = List.of("RECEIPT_NUMBERED", "RECEIPT_WRITTEN", "RECEIPT_KNOWN");
    private static final List<String> OBJECT_STEPS = List.of("HASHED", "SENT", "VERIFIED");
    private static final List<String> UPLOAD_STEPS = List.of("UPLOAD_BEGUN", "UPLOAD_NOTED", "PART_SENT");
    /** So many batches and objects has every run that begins with all recordings. */
    private static final int BATCHES = 4;

    private static final int OBJECTS = 20;

    private final OptionalInt count;
    private final OptionalLong givenSeed;

    /**
     * @param count of kills, else by scale
     * @param seed of all that is random, else a new one
     */
    SoakKills(OptionalInt count, OptionalLong seed) {
        this.count = count;
        this.givenSeed = seed;
    }

    @Override
    public String name() {
        return "soak-kills";
    }

    @Override
    public boolean onlyWhenAsked() {
        return true;
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int kills = count.orElse(
                switch (scale) {
                    case QUICK -> 5;
                    case NORMAL -> 50;
                    case SOAK -> 1_000;
                });
        long seed = givenSeed.orElse(System.nanoTime());
        System.out.println("Random kills: --seed=" + seed);
        Path folder = Files.createTempDirectory("soak-kills");
        try (KillTrial trial = KillTrial.start(folder, BundledPlugins.folder())) {
            return soak(trial, kills, seed);
        } finally {
            delete(folder);
        }
    }

    private BenchResult soak(KillTrial trial, int kills, long seed) {
        Random random = new Random(seed);
        long started = System.nanoTime();
        trial.runUntilSucceeded();
        Duration run = Duration.ofNanos(System.nanoTime() - started);
        int underWay = 0;
        int atSteps = 0;
        int whileRecovering = 0;
        for (int kill = 1; kill <= kills; kill++) {
            try {
                trial.restore();
                if (random.nextBoolean()) {
                    killAtStep(trial, random);
                    atSteps++;
                    underWay++;
                } else if (killAtMoment(trial, random, run)) {
                    underWay++;
                }
                while (kill < kills && random.nextInt(3) == 0) {
                    kill++;
                    whileRecovering++;
                    underWay += killAtMoment(trial, random, run) ? 1 : 0;
                }
                trial.requireRecovered();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Kill " + kill + " of --seed=" + seed + " did harm: " + e.getMessage(), e);
            }
            if (kill % 10 == 0) {
                System.out.println(kill + " of " + kills + " kills, all well");
            }
        }
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("seed", (double) seed);
        details.put("kills", (double) kills);
        details.put("at_steps", (double) atSteps);
        details.put("at_moments", (double) kills - atSteps);
        details.put("while_recovering", (double) whileRecovering);
        details.put("run_under_way", (double) underWay);
        details.put("recordings", (double) trial.seeded().prints().size());
        details.put("seconds", (System.nanoTime() - started) / 1e9);
        return new BenchResult(name(), "kills survived", kills, kills, underWay, Map.of(), details);
    }

    private static void killAtStep(KillTrial trial, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> trial.killAt(any(RUN_STEPS, random), 1);
            case 1, 2 -> trial.killAt(any(BATCH_STEPS, random), 1 + random.nextInt(BATCHES));
            case 3 -> trial.killAt(any(UPLOAD_STEPS, random), 1);
            default -> trial.killAt(any(OBJECT_STEPS, random), 1 + random.nextInt(OBJECTS));
        }
    }

    private static String any(List<String> steps, Random random) {
        return steps.get(random.nextInt(steps.size()));
    }

    private static boolean killAtMoment(KillTrial trial, Random random, Duration run) {
        return trial.killAfter(Duration.ofNanos((long) (random.nextDouble() * run.toNanos())));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
