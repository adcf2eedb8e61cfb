package org.sessionrecording.interleavings;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.harness.outside.FolderBucket;
import org.sessionrecording.harness.outside.OutsideDatabase;
import org.sessionrecording.s3faults.FaultyS3;

/** What there is: servers, a host's objects over them, and what was sent. For one thread. */
final class World implements AutoCloseable {
    final FaultyS3 proxy;
    final FolderBucket bucket;
    /** Runs whose host stopped within them, and may go on. */
    final List<SteppedRun> sleeping = new ArrayList<>();
    /** Keys of objects of which the archive once said something that was not so. */
    final Set<String> liedAbout = ConcurrentHashMap.newKeySet();

    private final Servers servers;
    private final String jdbcUrl;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, Known> erased = new LinkedHashMap<>();
    private final Map<String, Instant> erasedPersons = new HashMap<>();
    private HostObjects host;
    private OutsideDatabase database;

    World(Servers servers) {
        this.servers = servers;
        this.proxy = servers.proxy();
        this.bucket = servers.bucket();
        this.jdbcUrl = servers.fresh();
        this.host = start(Duration.ZERO);
        this.database = new OutsideDatabase(host.database.dataSource());
    }

    private HostObjects start(Duration clockOffset) {
        Map<String, String> settings = servers.settings();
        settings.put("recording_enabled", "true");
        settings.put("retention_enabled", "true");
        settings.put("retention_days", Integer.toString(Rules.RETENTION_DAYS));
        settings.put("archive_concurrency", "2");
        return new HostObjects(jdbcUrl, clockOffset, settings);
    }

    HostObjects host() {
        return host;
    }

    OutsideDatabase database() {
        return database;
    }

    Instant now() {
        return host.clock.instant();
    }

    /** The host ends, with every run of its own, and another begins. */
    void restart() {
        Duration offset = host.clock.offset();
        endHost();
        host = start(offset);
        database = new OutsideDatabase(host.database.dataSource());
    }

    /** All that was sent and must be there, oldest first. */
    List<Known> recordings() {
        return List.copyOf(known.values());
    }

    Optional<Known> find(String name) {
        return Optional.ofNullable(known.get(name));
    }

    void add(Known recording) {
        known.put(recording.name, recording);
    }

    /** It is gone for good, and so is whatever still comes of its session. */
    void erase(Known recording) {
        known.remove(recording.name);
        erased.put(recording.name, recording);
    }

    boolean isErased(Known recording) {
        return erased.containsKey(recording.name);
    }

    List<Known> erased() {
        return List.copyOf(erased.values());
    }

    /** Until when whoever this is was erased. */
    Optional<Instant> erasedUntil(String distinctId) {
        return Optional.ofNullable(erasedPersons.get(distinctId));
    }

    void erasePerson(String distinctId, Instant until) {
        erasedPersons.put(distinctId, until);
    }

    /** One of them, newer ones as likely as older ones. */
    Optional<Known> choose(int which) {
        List<Known> all = recordings();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(which % all.size()));
    }

    private void endHost() {
        host.close();
        sleeping.forEach(SteppedRun::end);
        sleeping.clear();
    }

    @Override
    public void close() {
        proxy.heal();
        endHost();
        servers.drop();
    }
}
