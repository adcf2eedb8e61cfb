package org.sessionrecording.interleavings;

import static org.sessionrecording.interleavings.Step.Kind.CRASH;
import static org.sessionrecording.interleavings.Step.Kind.INSERT;
import static org.sessionrecording.interleavings.Step.Kind.RETAIN;
import static org.sessionrecording.interleavings.Step.Kind.WAKE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.ActionChain;
import org.sessionrecording.plugin.failpoint.FailPoints;

/**
 * The same 2,000 steps each time, so that nobody's change is stopped by an order that another's does not stand; {@code
 * bin/bench interleavings} draws new ones, with {@code --soak} 100,000. {@code bin/test -pl interleavings -am
 * -Dinterleavings.script=FILE} does what a failure printed.
 */
class InterleavingsIT extends Interleavings {
    private static final String SEED = "4130303247906558369";
    private static final int EIGHT_DAYS_AGO = 5;

    @Override
    @Property(tries = 10, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void whatever_happens_in_whatever_order_every_recording_plays_completely_and_once(
            @ForAll("chains") ActionChain<Machine> chain) {
        super.whatever_happens_in_whatever_order_every_recording_plays_completely_and_once(chain);
    }

    @Example
    void the_script_that_was_given() throws IOException {
        String file = System.getProperty("interleavings.script", "");
        if (!file.isEmpty()) {
            play(Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> !line.isBlank())
                    .map(Step::read)
                    .toList());
        }
    }

    /** Once it did, and the next run took the database for one that was restored to an older day. */
    @Example
    void a_run_that_wakes_behind_its_receipt_does_not_take_back_a_later_number() {
        Step old = new Step(INSERT, 0, EIGHT_DAYS_AGO, 1);
        Step retain = new Step(RETAIN, 0, 0, 0);
        int written = FailPoints.Step.RECEIPT_WRITTEN.ordinal();
        play(List.of(old, new Step(CRASH, written, 0, 1), old, retain, new Step(WAKE, 0, 0, 0), old, retain));
    }
}
