package org.sessionrecording.interleavings;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;

/** Does steps, looks after each at what it touched, and after every fiftieth at everything. For one thread. */
final class Machine implements AutoCloseable {
    private static final int WHOLE_EVERY = 50;
    private static final int PLAYED = 3;

    private final World world;
    private final Visits visits;
    private final Runs runs;
    private final Reads reads;
    private final Checks checks;
    private final Erasing erasing;
    private final Links links;
    private final List<Step> script = new ArrayList<>();

    Machine(Servers servers) {
        world = new World(servers);
        visits = new Visits(world);
        runs = new Runs(world);
        reads = new Reads(world);
        checks = new Checks(world, reads);
        erasing = new Erasing(world, reads);
        links = new Links(world, reads);
    }

    /** @throws AssertionError with the script up to here, where something does not hold any more */
    void step(Step step) {
        script.add(step);
        explained(() -> {
            List<Known> touched = act(step);
            List<Known> removed = checks.rows(step.kind());
            reads.play(touched.isEmpty() ? removed.stream().limit(PLAYED).toList() : touched);
            world.proxy.forget();
            if (script.size() % WHOLE_EVERY == 0) {
                checks.whole();
                links.check();
            }
        });
    }

    /** Whoever sleeps goes on, a run ends what was begun, and everything is looked at. */
    void end() {
        explained(() -> {
            while (!world.sleeping.isEmpty()) {
                runs.wake(new Step(Step.Kind.WAKE, 0, 0, 0));
                checks.rows(Step.Kind.WAKE);
            }
            runs.retain();
            checks.rows(Step.Kind.RETAIN);
            erasing.finish();
            checks.erasuresDone();
            checks.whole();
            links.check();
        });
    }

    private void explained(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | AssertionError e) {
            StringBuilder told = new StringBuilder(
                    "After step " + script.size() + ": " + e.getMessage() + "\nThis script shows it again:\n");
            script.forEach(step -> told.append(step).append('\n'));
            throw new AssertionError(told.toString(), e);
        }
    }

    private List<Known> act(Step step) {
        switch (step.kind()) {
            case INSERT -> visits.insert(step);
            case LATE -> {
                return late(step);
            }
            case REPEAT -> visits.repeat(step);
            case ADVANCE -> world.host().clock.advance(Duration.ofHours(1L + step.much() % 72));
            case RETAIN -> runs.retain();
            case CRASH -> runs.crash(step);
            case FAULTY -> runs.faulty(step);
            case WAKE -> runs.wake(step);
            case RESTORE -> {
                return with(step, known -> runs.restore(known, step));
            }
            case RESTORE_CRASH -> with(step, known -> runs.restoreCrash(known, step));
            case ERASE -> with(step, known -> erasing.erase(known, step));
            case MAINTAIN -> world.host().erasures.goOn();
            case PIN -> with(step, known -> pin(known, step));
            case UNPIN -> with(step, this::unpin);
            case SHARE -> with(step, known -> links.share(known, step));
            case READ -> {
                return with(step, known -> {});
            }
            case READ_ACROSS -> with(step, known -> reads.playAcross(known, () -> meanwhile(known, step)));
            case DROP -> drop();
            case RESTART -> world.restart();
            case MEND -> mend();
        }
        return List.of();
    }

    /** Now and then of what was erased. */
    private List<Known> late(Step step) {
        List<Known> erased = world.erased();
        if (step.much() % 5 == 0 && !erased.isEmpty()) {
            visits.late(erased.get(step.which() % erased.size()), step);
            return List.of();
        }
        return with(step, known -> visits.late(known, step));
    }

    private List<Known> with(Step step, Consumer<Known> action) {
        Optional<Known> chosen = world.choose(step.which());
        chosen.ifPresent(action);
        return chosen.map(List::of).orElse(List.of());
    }

    private void meanwhile(Known known, Step step) {
        switch (step.how() % 5) {
            case 0 -> runs.retain();
            case 1 -> {
                runs.retain();
                world.host().clock.advance(Duration.ofDays(3));
                drop();
            }
            case 2 -> runs.restore(known, step);
            case 3 -> erasing.erase(known, step);
            default -> visits.late(known, step);
        }
    }

    private void pin(Known known, Step step) {
        Optional<Instant> until = step.how() % 2 == 0
                ? Optional.empty()
                : Optional.of(world.now().plus(Duration.ofDays(1 + step.much() % 20)));
        world.host().project.recordings().pin(new RecordingKey(known.key), until);
        known.pinned = true;
        known.pinnedUntil = until;
    }

    private void unpin(Known known) {
        world.host().project.recordings().unpin(new RecordingKey(known.key));
        known.pinned = false;
        known.pinnedUntil = Optional.empty();
    }

    private void drop() {
        world.host().partitions.makeAhead(1);
        world.host().partitions.dropEmpty();
    }

    /** Moves away what lies in a recording's place, and releases it, as its reason asks. */
    private void mend() {
        for (Row row : world.database().recordings()) {
            if (row.quarantined()) {
                world.bucket.keys().stream()
                        .filter(key -> key.contains("/" + row.name() + ".") && world.liedAbout.contains(key))
                        .filter(key -> world.database().parts(row.key()).stream()
                                .noneMatch(part -> world.bucket.key(part.url()).equals(key)))
                        .forEach(world.bucket::delete);
                world.host().project.recordings().release(new RecordingKey(row.key()));
            }
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
