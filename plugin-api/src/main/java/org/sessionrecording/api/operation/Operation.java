package org.sessionrecording.api.operation;

import java.util.List;
import java.util.Map;
import org.pf4j.ExtensionPoint;

/**
 * Named work that people run by hand: with parameters, progress, cancel, a record of each run, and a dry run where it
 * changes something. Its public id is {@code {plugin id}.{id}}.
 */
public interface Operation extends ExtensionPoint {
    /** Snake case, unique within the plugin. */
    String id();

    /** For a button. */
    String title();

    /** One or two sentences for people: what it does and what it changes. */
    String description();

    /** What it can be given. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /**
     * Looks at the parameters of a run that somebody asks for, beyond that they are declared and the mandatory ones are there.
     * Blocks on nothing.
     *
     * @throws org.sessionrecording.api.ApiException of kind CALLER: the run is refused, and leaves no record
     */
    default void check(Map<String, String> parameters) {}

    /** Whether {@link OperationContext#dryRun()} is honoured; a dry run of other operations is refused. */
    default boolean supportsDryRun() {
        return false;
    }

    /**
     * Does it. Called on a thread of the host that is the run's alone; at most one run per project and operation is under
     * way in an installation, yet two overlapping runs (after a lost lease) must still be right. An interruption is a
     * cancel.
     *
     * @return how it ended, in one sentence for people
     * @throws CancelledException from {@link OperationContext#checkCancelled()}
     * @throws Exception anything else: the run is recorded as failed with its message
     */
    Outcome run(OperationContext context) throws Exception;

    /**
     * A parameter.
     *
     * @param name snake case; a query parameter of the same name
     * @param secret such as a password: taken from a request's body only, held in memory for as long as the run lasts, never
     *     stored, shown or logged; whoever runs the operation again gives it again
     */
    record Parameter(String name, String title, String help, boolean mandatory, boolean secret) {
        /** One that is no secret. */
        public Parameter(String name, String title, String help, boolean mandatory) {
            this(name, title, help, mandatory, false);
        }
    }

    /** How a run ended, when it did not throw. */
    sealed interface Outcome {
        String message();

        record Succeeded(String message) implements Outcome {}

        /** Some of it could not be done; what was done stands. */
        record Failed(String message) implements Outcome {}

        /** Stopped by a brake: run again with {@code confirm=true} to go past it. */
        record Waiting(String message) implements Outcome {}
    }
}
