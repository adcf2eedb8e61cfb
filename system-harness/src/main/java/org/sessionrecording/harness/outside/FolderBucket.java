package org.sessionrecording.harness.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A bucket whose server keeps objects as files, with their metadata as attributes. For one thread. */
public final class FolderBucket implements Bucket {
    private final Path folder;

    public FolderBucket(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<String> keys() {
        return files(folder).stream()
                .map(file -> folder.relativize(file).toString())
                .sorted()
                .toList();
    }

    /** Keys of all objects of recordings. */
    public List<String> recordings() {
        return keys().stream()
                .filter(key -> key.matches(".*/session_recording/v1/.*\\.json"))
                .toList();
    }

    /** Where an object's bytes lie on disk. */
    public Path file(String key) {
        return folder.resolve(key);
    }

    @Override
    public byte[] read(String key) {
        try {
            return Files.readAllBytes(file(key));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read object " + key + ": " + e, e);
        }
    }

    @Override
    public String key(String url) {
        String path = URI.create(url).getPath();
        String bucket = "/" + folder.getFileName() + "/";
        if (!path.startsWith(bucket)) {
            throw new AssertionError(url + " names no object of this bucket");
        }
        return path.substring(bucket.length());
    }

    /** As a person deletes an object who looked at it. */
    public void delete(String key) {
        try {
            Files.delete(file(key));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete object " + key + ": " + e, e);
        }
    }

    /** Copies all objects, metadata included, into another folder. */
    public void copyTo(Path other) {
        replace(folder, other);
    }

    /** Makes the bucket hold exactly what {@link #copyTo} copied there. */
    public void restoreFrom(Path other) {
        replace(other, folder);
    }

    private static void replace(Path from, Path to) {
        try {
            if (Files.exists(to)) {
                try (Stream<Path> old = Files.walk(to)) {
                    for (Path path : old.filter(path -> !path.equals(to))
                            .sorted(Comparator.reverseOrder())
                            .toList()) {
                        Files.delete(path);
                    }
                }
            }
            for (Path file : files(from)) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the objects in " + from + ": " + e, e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
