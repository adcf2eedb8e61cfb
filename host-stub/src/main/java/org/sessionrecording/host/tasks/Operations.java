package org.sessionrecording.host.tasks;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/** The operations that can be run now, by name. */
final class Operations {
    private final Extensions extensions;

    /** One operation and what it is called. */
    record Named(TaskName name, Contribution<Operation> contribution) {

        void requireValid(Map<String, String> given, boolean dryRun) {
            contribution.call("check parameters", operation -> {
                Set<String> declared = operation.parameters().stream()
                        .map(Operation.Parameter::name)
                        .collect(Collectors.toSet());
                for (String parameter : given.keySet()) {
                    if (!declared.contains(parameter)) {
                        throw wrong("it takes no parameter '" + parameter + "'");
                    }
                }
                for (Operation.Parameter parameter : operation.parameters()) {
                    if (parameter.mandatory()
                            && given.getOrDefault(parameter.name(), "").isBlank()) {
                        throw wrong("it needs the parameter '" + parameter.name() + "'");
                    }
                }
                if (dryRun && !operation.supportsDryRun()) {
                    throw wrong("it knows no dry run");
                }
                operation.check(given);
                return true;
            });
        }

        /** Names of the parameters that no record may hold. */
        Set<String> secrets() {
            return contribution.call("list parameters", operation -> operation.parameters().stream()
                    .filter(Operation.Parameter::secret)
                    .map(Operation.Parameter::name)
                    .collect(Collectors.toSet()));
        }

        private ApiException wrong(String why) {
            return new ApiException(Kind.CALLER, "Cannot run " + name + ": " + why);
        }
    }

    Operations(Extensions extensions) {
        this.extensions = extensions;
    }

    List<Named> all() {
        return extensions.of(Operation.class).stream()
                .map(Operations::named)
                .sorted(Comparator.comparing(operation -> operation.name().toString()))
                .toList();
    }

    private static Named named(Contribution<Operation> contribution) {
        return new Named(
                new TaskName(contribution.pluginId(), contribution.call("name itself", Operation::id)), contribution);
    }

    Optional<Named> find(String task) {
        TaskName name = TaskName.parse(task);
        return extensions.of(Operation.class, name.plugin()).stream()
                .map(Operations::named)
                .filter(operation -> operation.name().equals(name))
                .findFirst();
    }

    Named require(String task) {
        return find(task)
                .orElseThrow(() -> new ApiException(
                        Kind.MISSING, "Cannot find task '" + task + "': there is none, or its plugin is not running"));
    }
}
