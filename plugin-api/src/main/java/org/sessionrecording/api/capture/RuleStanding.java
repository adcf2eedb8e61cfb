package org.sessionrecording.api.capture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rule does in a project now, for the people who set it.
 *
 * @param title a few words
 * @param text one or two plain sentences
 * @param tally where it counts, how far it is
 * @param actions what people may do about it here
 */
public record RuleStanding(Effect effect, String title, String text, Optional<Tally> tally, List<Action> actions) {
    /** What it means for visitors. */
    public enum Effect {
        /** Because of it visitors are recorded. */
        RECORDS,
        /** It leaves nobody out. */
        OPEN,
        /** It leaves some out. */
        NARROWS,
        /** Because of it nobody new is recorded. */
        STOPS
    }

    /** So many of at most so many. */
    public record Tally(long used, long limit) {}

    /**
     * A change of the plugin's own settings.
     *
     * @param id snake case; unique within the rule
     * @param label on its button
     * @param changes settings by key, as texts
     */
    public record Action(String id, String label, Map<String, String> changes) {
        public Action {
            if (!id.matches("[a-z][a-z0-9_]{0,49}")) {
                throw new IllegalArgumentException("Cannot name an action '" + id + "': use snake case");
            }
            changes = Map.copyOf(changes);
        }
    }

    public RuleStanding {
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(text, "text");
        actions = List.copyOf(actions);
    }

    /** Without a count, and without anything to do. */
    public RuleStanding(Effect effect, String title, String text) {
        this(effect, title, text, Optional.empty(), List.of());
    }
}
