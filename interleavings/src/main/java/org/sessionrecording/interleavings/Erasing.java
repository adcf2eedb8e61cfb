package org.sessionrecording.interleavings;

import java.time.Duration;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.Requests;

/** Recordings and visitors that go for good, with the archive there or away. */
final class Erasing {
    /** Longer than the host waits between two tries. */
    private static final Duration LONG = Duration.ofDays(2);

    private static final int MOST_TRIES = 4;

    private final World world;
    private final Reads reads;

    Erasing(World world, Reads reads) {
        this.world = world;
        this.reads = reads;
    }

    void erase(Known known, Step step) {
        boolean person = step.how() % 3 == 0;
        if (step.much() % 3 == 0) {
            world.proxy.on(Requests.any(), step.much() % 5, Integer.MAX_VALUE, Faults.error(500, "InternalError"));
        }
        HostObjects host = world.host();
        ErasureScope scope = person
                ? new ErasureScope.Person(new DistinctId(known.distinctId), true)
                : new ErasureScope.One(new RecordingKey(known.key), false);
        host.erasures.erase(host.project.id(), scope, "machine");
        world.proxy.heal();
        if (person) {
            world.erasePerson(known.distinctId, world.now());
            host.clock.advance(Duration.ofMinutes(1)); // who comes now comes after
            world.recordings().stream()
                    .filter(each -> each.distinctId.equals(known.distinctId))
                    .forEach(world::erase);
        } else {
            world.erase(known);
        }
        reads.refuse(known);
    }

    /** The host's maintenance goes on with it until nothing is left. */
    void finish() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            world.host().clock.advance(LONG);
            world.host().erasures.goOn();
        }
    }
}
