package org.sessionrecording.host.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.sessionrecording.api.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on the database's disk that is given up when the disk is full: to begin a run, PostgreSQL has to write a row, and so
 * whoever has no block left could not even make room. What it leaves is kept from clients. Safe for use from any thread.
 */
public final class DiskReserve {
    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);
    private static final String NAME = "session-recording.reserve";
    /** A disk with less room than so many reserves keeps none. */
    private static final int PLENTY = 4;

    private static final int BLOCK = 1 << 16;

    private final Optional<Path> file;
    private final long bytes;
    private volatile boolean given;

    /**
     * @param directory on the disk; empty where this machine cannot see it
     * @param bytes 0 keeps nothing
     */
    public DiskReserve(Optional<Path> directory, long bytes) {
        this.file = directory.filter(any -> bytes > 0).map(folder -> folder.resolve(NAME));
        this.bytes = bytes;
    }

    /** Takes the room where there is plenty, and it is not taken yet. */
    public synchronized void keep() {
        file.filter(path -> !Files.exists(path) && free(path) >= PLENTY * bytes).ifPresent(this::write);
    }

    private void write(Path path) {
        byte[] block = new byte[BLOCK];
        Random random = new Random(); // which no file system makes smaller
        try (OutputStream out = Files.newOutputStream(path)) {
            for (long left = bytes; left > 0; left -= BLOCK) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(BLOCK, left));
            }
        } catch (IOException e) {
            log.warn(
                    "Cannot keep {} free on the database's disk: {} (may this host write there?)", bytes, e.toString());
            delete(path);
            return;
        }
        given = false;
    }

    /** Gives the room up where the disk is full. */
    public synchronized void giveIfFull() {
        file.filter(path -> Files.exists(path) && free(path) < bytes / PLENTY).ifPresent(path -> {
            given = true;
            delete(path);
            log.error(
                    "The database's disk is full: gave up the {} bytes kept on it, so that retention can make room;"
                            + " nothing is taken in meanwhile (make room on the disk)",
                    bytes);
        });
    }

    /**
     * For whoever takes something in.
     *
     * @throws ApiException of kind STORE while the room that was given up is needed for making more
     */
    public void requireRoom() {
        if (!given) {
            return;
        }
        if (file.filter(path -> free(path) < PLENTY * bytes).isPresent()) {
            throw new ApiException(
                    ApiException.Kind.STORE,
                    "Cannot take anything in: the database's disk is full, and what is left is for retention"
                            + " (make room on it)");
        }
        given = false;
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.error("Cannot delete {}: {} (delete it by hand)", path, e.toString());
        }
    }

    private static long free(Path path) {
        try {
            return Files.getFileStore(path.getParent()).getUsableSpace();
        } catch (IOException e) {
            log.warn("Cannot tell the free space beside {}: {}", path, e.toString());
            return 0;
        }
    }
}
