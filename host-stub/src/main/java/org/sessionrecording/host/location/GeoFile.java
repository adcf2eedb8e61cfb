package org.sessionrecording.host.location;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One MaxMind DB file, held in memory whole, so that it may be replaced or truncated meanwhile. Safe for use from any thread;
 * dropped rather than closed, since lookups may be under way.
 */
final class GeoFile {
    /** A file says ever more wrong things; its makers publish twice a week. */
    private static final Duration OLDEST = Duration.ofDays(365);

    private static final long LARGEST = 512L << 20;
    private static final List<String> KINDS = List.of("City", "Country", "Enterprise");

    private final Reader reader;

    private GeoFile(Reader reader) {
        this.reader = reader;
    }

    /** @throws UnusableGeoFileException saying why, and what to do */
    static GeoFile open(Path path, Instant now) {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new UnusableGeoFileException(path, "it has " + size + " bytes (give a City or Country file)");
            }
            Reader reader = new Reader(new File(path.toString()), Reader.FileMode.MEMORY, new CHMCache());
            requireUsable(path, reader, now);
            return new GeoFile(reader);
        } catch (NoSuchFileException e) {
            throw new UnusableGeoFileException(path, "there is no such file (set GEOIP_FILE, or put it there)", e);
        } catch (IOException e) {
            throw new UnusableGeoFileException(
                    path, "it cannot be read as a MaxMind DB file: " + e.getMessage() + " (fetch it anew)", e);
        } catch (RuntimeException e) {
            if (e instanceof UnusableGeoFileException unusable) {
                throw unusable;
            }
            throw new UnusableGeoFileException(path, "its content is broken: " + e + " (fetch it anew)", e);
        }
    }

    private static void requireUsable(Path path, Reader reader, Instant now) {
        String kind = reader.getMetadata().databaseType();
        if (KINDS.stream().noneMatch(kind::contains)) {
            throw new UnusableGeoFileException(path, "it is of type '" + kind + "' (give one of type City or Country)");
        }
        Instant built = reader.getMetadata().buildTime();
        if (built.plus(OLDEST).isBefore(now)) {
            throw new UnusableGeoFileException(
                    path, "it was built on " + built.toString().substring(0, 10) + " (fetch a newer one)");
        }
    }

    Optional<Place> find(InetAddress address) {
        try {
            Map<?, ?> found = reader.get(address, Map.class);
            return found == null ? Optional.empty() : Optional.of(place(found)).filter(Place::isKnown);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the GeoIP file", e);
        }
    }

    private static Place place(Map<?, ?> found) {
        Object first =
                found.get("subdivisions") instanceof List<?> regions && !regions.isEmpty() ? regions.get(0) : null;
        return new Place(name(found.get("country")), name(first), name(found.get("city")));
    }

    private static Optional<String> name(@Nullable Object thing) {
        boolean named = thing instanceof Map<?, ?> fields && fields.get("names") instanceof Map<?, ?>;
        Object text = named ? ((Map<?, ?>) ((Map<?, ?>) thing).get("names")).get("en") : null;
        return text instanceof String name && !name.isBlank() ? Optional.of(name) : Optional.empty();
    }
}
