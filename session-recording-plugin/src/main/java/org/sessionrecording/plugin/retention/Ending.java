package org.sessionrecording.plugin.retention;

import org.sessionrecording.api.operation.Operation.Outcome;

/** How a run ended that went through all it had to. */
final class Ending {
    private Ending() {}

    static Outcome of(Tally tally, Remover remover) {
        if (remover.brake().isPresent()) {
            return new Outcome.Waiting(tally.summary(remover.brake().get()));
        }
        return tally.hasFailures() ? new Outcome.Failed(tally.summary()) : new Outcome.Succeeded(tally.summary());
    }
}
