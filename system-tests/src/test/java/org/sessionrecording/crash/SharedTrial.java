package org.sessionrecording.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.sessionrecording.harness.KillTrial;

/** Gives all tests the same trial, as it was seeded: servers, seeds and a host are made once. */
final class SharedTrial implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
        return parameter.getParameter().getType() == KillTrial.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
        KillTrial trial = extension
                .getRoot()
                .getStore(Namespace.create(SharedTrial.class))
                .computeIfAbsent(Started.class, key -> new Started(), Started.class)
                .trial;
        trial.restore();
        return trial;
    }

    private static final class Started implements AutoCloseable {
        private final Path folder;
        private final KillTrial trial;

        Started() {
            try {
                folder = Files.createTempDirectory("trial");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            trial = KillTrial.start(folder, Path.of(System.getProperty("bundled.plugins")));
        }

        @Override
        public void close() throws Exception {
            trial.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
