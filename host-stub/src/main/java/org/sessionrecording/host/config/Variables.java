package org.sessionrecording.host.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The environment, read value by value; collects every problem instead of stopping at the first. For one thread. */
final class Variables {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    <T> T value(String name, T defaultValue, Function<String, T> parse) {
        return optional(name, parse).orElse(defaultValue);
    }

    <T> Optional<T> optional(String name, Function<String, T> parse) {
        String text = environment.getOrDefault(name, "").trim();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (RuntimeException e) {
            // the value itself may be a secret, so only the name is told
            problem(name + " is not valid: " + reason(e));
            return Optional.empty();
        }
    }

    /** A whole number of this range, both ends included. */
    long number(String name, long defaultValue, long least, long most) {
        return value(name, defaultValue, text -> {
            long number = whole(text);
            if (number < least || number > most) {
                throw new ConfigProblem("it is a whole number from " + least + " to " + most);
            }
            return number;
        });
    }

    int number(String name, int defaultValue, int least, int most) {
        return Math.toIntExact(number(name, (long) defaultValue, least, most));
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ConfigProblem("it is a whole number, without a unit");
        }
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** @throws IllegalArgumentException listing every problem */
    void requireNoProblem() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Cannot start: " + String.join("; ", problems));
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof ConfigProblem ? e.getMessage() : "it cannot be read";
    }
}
