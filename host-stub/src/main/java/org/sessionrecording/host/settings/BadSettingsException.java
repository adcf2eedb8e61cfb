package org.sessionrecording.host.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.settings.SettingsProvider.Problem;

/** A change of settings that was refused as a whole, with everything that is wrong with it. */
public final class BadSettingsException extends ApiException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    BadSettingsException(String pluginId, List<Problem> problems) {
        super(
                Kind.CALLER,
                "Cannot change the settings of " + pluginId + ": "
                        + problems.stream()
                                .map(problem -> problem.key() + " " + problem.message())
                                .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** Each by its setting's key. */
    public List<Problem> problems() {
        return problems;
    }
}
