package org.sessionrecording.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/** How much is free on the disk on which the database keeps its files. Safe for use from any thread. */
public final class FreeDisk {
    private final Optional<Path> directory;
    private volatile @Nullable Long pretended;

    /** @param directory on that disk; empty where this machine cannot see it */
    public FreeDisk(Optional<Path> directory) {
        this.directory = directory;
    }

    /** Bytes, or empty where this host cannot know. */
    public OptionalLong bytes() {
        Long said = pretended;
        return said != null
                ? OptionalLong.of(said)
                : directory.map(FreeDisk::free).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** For tests: so much is free from now on. */
    public void pretend(long bytes) {
        pretended = bytes;
    }

    private static long free(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.STORE, "Cannot tell the free space of " + directory + ": " + e.getMessage(), e);
        }
    }
}
