package org.sessionrecording.host.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.host.time.HostClock;

/**
 * The days of the chunk table. Makes partitions ahead and drops those in which nothing is alive; inserts and readers of
 * other days never wait for either. Safe for use from any thread and on several hosts at once.
 */
public final class DayPartitions {
    private final HostClock clock;
    private final PartitionMaker maker;
    private final PartitionDropper dropper;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    /** A partition that is gone, and the bytes its files had. */
    public record Dropped(String name, LocalDate day, long bytes) {}

    public DayPartitions(Database database, HostClock clock) {
        this.clock = clock;
        this.maker = new PartitionMaker(database);
        this.dropper = new PartitionDropper(database, clock);
    }

    /** The day in which a chunk that arrives now is stored. */
    public LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Makes sure that today and the {@code days} after it have a partition. */
    public void makeAhead(int days) {
        LocalDate today = today();
        for (int ahead = 0; ahead <= days; ahead++) {
            ensure(today.plusDays(ahead));
        }
    }

    /**
     * Makes sure that chunks of a day can be inserted; after the first time it costs nothing. Call it outside of a
     * transaction that has touched the chunk table.
     */
    public void ensure(LocalDate day) {
        if (!known.contains(day)) {
            maker.make(day);
            known.add(day);
        }
    }

    /** As {@link #ensure}, for who just found that the day has none: another host may have dropped it since. */
    public void makeMissing(LocalDate day) {
        known.remove(day);
        ensure(day);
    }

    /**
     * Drops partitions of days before yesterday in which no recording has a chunk left. One host does it at a time; another
     * that asks meanwhile drops nothing. A partition that a long reader still holds is left for the next call.
     */
    public List<Dropped> dropEmpty() {
        LocalDate yesterday = today().minusDays(1);
        List<Dropped> dropped = dropper.dropBefore(yesterday);
        dropped.forEach(partition -> known.remove(partition.day()));
        return dropped;
    }
}
