package org.sessionrecording.plugin.custody;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;

/** Counts what a run of this room came across, and says so in the end. For the run's thread. */
final class Report {
    private static final int FIRST_REASONS = 3;

    private final OperationContext context;
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private final List<String> reasons = new ArrayList<>();
    private long problems;

    /** @param figures shown from the beginning, at zero */
    Report(OperationContext context, String... figures) {
        this.context = context;
        for (String figure : figures) {
            add(figure, 0);
        }
    }

    void add(String figure, long amount) {
        context.figure(figure, figures.merge(figure, amount, Long::sum));
    }

    long value(String figure) {
        return figures.getOrDefault(figure, 0L);
    }

    /** Something that makes the run fail in the end, though it goes on. */
    void problem(String figure, String reason) {
        add(figure, 1);
        problems++;
        if (reasons.size() < FIRST_REASONS) {
            reasons.add(reason);
        }
    }

    boolean hasProblems() {
        return problems > 0;
    }

    void progress(long done, long total) {
        context.progress(done, Math.max(done, total), counts());
    }

    Outcome outcome(String whatWasDone) {
        String message = whatWasDone + ": " + counts();
        if (problems == 0) {
            return new Outcome.Succeeded(message);
        }
        String more = problems > reasons.size() ? "; and " + (problems - reasons.size()) + " more" : "";
        return new Outcome.Failed(message + ". " + String.join("; ", reasons) + more);
    }

    private String counts() {
        return figures.entrySet().stream()
                .map(figure -> figure.getValue() + " " + figure.getKey().replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
