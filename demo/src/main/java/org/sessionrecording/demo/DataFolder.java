package org.sessionrecording.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;

/** The demo's folder, ours alone while it is open. Refuses one that this version could only damage. */
final class DataFolder implements AutoCloseable {
    /** Raised when an older demo could no longer use what a newer one left. */
    static final int VERSION = 1;

    private static final long ENOUGH = 1L << 30;
    private static final String VERSION_FILE = "demo-version";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static DataFolder open(Path path) {
        try {
            Files.createDirectories(path);
            checkSpace(path, Files.getFileStore(path).getUsableSpace());
            checkVersion(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("demo-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw refused(path, "another demo is using it", "stop that one, or use another folder: --data DIR");
            }
            Files.writeString(path.resolve(VERSION_FILE), Integer.toString(VERSION));
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw refused(path, e.toString(), "use another folder: --data DIR");
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** When the folder was first used. */
    Instant firstStart(Clock clock) {
        Path file = path.resolve("demo-first-start");
        try {
            if (!Files.exists(file)) {
                Files.writeString(
                        file, clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            }
            return Instant.parse(Files.readString(file).strip());
        } catch (IOException | DateTimeParseException e) {
            throw refused(
                    path, file.getFileName() + " is damaged", "remove that file, or use another folder: --data DIR");
        }
    }

    static void checkSpace(Path path, long usable) {
        if (usable < ENOUGH) {
            throw refused(
                    path,
                    "only " + usable / (1 << 20) + " MiB are free there",
                    "free at least 1 GiB, or use another folder: --data DIR");
        }
    }

    private static void checkVersion(Path path) throws IOException {
        Path file = path.resolve(VERSION_FILE);
        if (!Files.exists(file)) {
            return;
        }
        String version = Files.readString(file).strip();
        if (!version.matches("[0-9]{1,9}") || Integer.parseInt(version) > VERSION) {
            throw refused(
                    path,
                    "a newer version (" + version + ") of the demo made it",
                    "use that version, or another folder: --data DIR");
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static ApiException refused(Path path, String why, String advice) {
        return new ApiException(
                ApiException.Kind.CALLER, "Cannot use the folder " + path + ": " + why + " (" + advice + ")");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
