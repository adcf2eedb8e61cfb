package org.sessionrecording.host.location;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.config.GeoipConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where visitors are. Without a file, or with one that cannot be used, nowhere: that is said once in the log and by
 * {@link #problem}, and keeps nothing from running. A file that is replaced is read anew. Safe for use from any thread.
 */
public final class Locations {
    private static final Logger log = LoggerFactory.getLogger(Locations.class);
    private static final Duration LOOKED_AT_EVERY = Duration.ofMinutes(10);

    private final GeoipConfig config;
    private final Supplier<Instant> clock;
    private final Duration lookEvery;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile State state = new State(null, Optional.empty(), null, 0);

    /** @param mark tells another file of the same name */
    private record State(
            @Nullable GeoFile file,
            Optional<String> problem,
            @Nullable Object mark,
            long lookedAt) {}

    private record Mark(
            long size, Instant modified, @Nullable Object key) {}

    /** Reads the file, if the operator gave one. */
    public Locations(GeoipConfig config, Supplier<Instant> clock) {
        this(config, clock, LOOKED_AT_EVERY);
    }

    Locations(GeoipConfig config, Supplier<Instant> clock, Duration lookEvery) {
        this.config = config;
        this.clock = clock;
        this.lookEvery = lookEvery;
        config.file().ifPresent(this::look);
    }

    /** Knows no place. */
    public static Locations none() {
        return new Locations(GeoipConfig.NONE, () -> Instant.EPOCH);
    }

    /** The header in which a proxy tells the visitor's address. */
    public Optional<String> addressHeader() {
        return config.file().flatMap(file -> config.addressHeader());
    }

    /**
     * Where an address is; empty where nobody can tell.
     *
     * @param peer of the connection
     * @param told what {@link #addressHeader} says, which may be anything
     */
    public Optional<Place> find(String peer, Optional<String> told) {
        if (config.file().isEmpty()) {
            return Optional.empty();
        }
        if (System.nanoTime() - state.lookedAt() > lookEvery.toNanos() && looking.tryLock()) {
            try {
                look(config.file().get());
            } finally {
                looking.unlock();
            }
        }
        GeoFile file = state.file();
        return file == null
                ? Optional.empty()
                : Addresses.last(told.orElse(peer)).flatMap(at -> find(file, at));
    }

    /** Without the address in what is logged. */
    private Optional<Place> find(GeoFile file, InetAddress address) {
        try {
            return file.find(address);
        } catch (RuntimeException e) {
            fail("Cannot tell visitors' locations: the GeoIP file is broken inside (fetch it anew)");
            return Optional.empty();
        }
    }

    /** Why no location is told although there is a file; for the operator. */
    public Optional<String> problem() {
        return state.problem();
    }

    private void look(Path path) {
        Object mark = mark(path);
        State before = state;
        if (before.lookedAt() != 0 && Objects.equals(mark, before.mark())) {
            state = new State(before.file(), before.problem(), mark, System.nanoTime());
            return;
        }
        try {
            GeoFile file = GeoFile.open(path, clock.get());
            state = new State(file, Optional.empty(), mark, System.nanoTime());
            log.info("Visitors' locations are told by {}", path);
        } catch (UnusableGeoFileException e) {
            state = new State(null, Optional.of(String.valueOf(e.getMessage())), mark, System.nanoTime());
            log.error("{}", e.getMessage());
        }
    }

    private void fail(String problem) {
        State before = state;
        state = new State(null, Optional.of(problem), before.mark(), before.lookedAt());
        log.error("{}", problem);
    }

    private static @Nullable Object mark(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Mark(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
        } catch (IOException e) {
            return null; // opening it says why
        }
    }
}
