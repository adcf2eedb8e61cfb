package org.sessionrecording.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Takes a relation's files out of the kernel's cache, as a week would. */
final class ColdFiles {
    private ColdFiles() {}

    /** All segments; {@code dd} asks the kernel, which Java cannot. */
    static void cool(Path first) {
        try (Stream<Path> siblings = Files.list(first.getParent())) {
            String name = first.getFileName().toString();
            for (Path file : siblings.filter(
                            each -> each.getFileName().toString().matches(name + "(\\.\\d+)?"))
                    .toList()) {
                List<String> command = List.of(
                        "dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");
                if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                    throw new IOException("dd failed");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot take " + first + " out of the cache: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
