package org.sessionrecording.interleavings;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** The property: random steps, in chains of 200, each on a database and a bucket of its own. */
public class Interleavings {
    /** Of one chain. */
    static final int STEPS = 200;

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void whatever_happens_in_whatever_order_every_recording_plays_completely_and_once(
            @ForAll("chains") ActionChain<Machine> chain) {
        chain.run().end();
    }

    @Provide
    Arbitrary<ActionChain<Machine>> chains() {
        return ActionChain.startWith(() -> running().fresh())
                .withAction(new Any())
                .withMaxTransformations(STEPS);
    }

    /** Does these steps, and everything that ends a chain. */
    static void play(List<Step> steps) {
        Machine machine = running().fresh();
        steps.forEach(machine::step);
        machine.end();
    }

    private static Running running() {
        return Store.getOrCreate(Running.class, Lifespan.RUN, Running::new).get();
    }

    /** Servers, and the machine that uses them now. */
    private static final class Running implements Store.CloseOnReset {
        private final Servers servers = Servers.start();
        private Machine machine;

        Machine fresh() {
            if (machine != null) {
                machine.close();
            }
            machine = new Machine(servers);
            return machine;
        }

        @Override
        public void close() throws Exception {
            try (servers) {
                if (machine != null) {
                    machine.close();
                }
            }
        }
    }

    private record Any() implements Action.Independent<Machine> {
        @Override
        public Arbitrary<Transformer<Machine>> transformer() {
            return steps().map(step -> Transformer.mutate(step.toString(), machine -> machine.step(step)));
        }
    }

    private static Arbitrary<Step> steps() {
        Arbitrary<Step.Kind> kinds = Arbitraries.frequency(Arrays.stream(Step.Kind.values())
                .map(kind -> Tuple.of(kind.weight, kind))
                .toList());
        return Combinators.combine(kinds, number(), number(), number()).as(Step::new);
    }

    private static Arbitrary<Integer> number() {
        return Arbitraries.integers().between(0, Step.MOST).withDistribution(RandomDistribution.uniform());
    }
}
