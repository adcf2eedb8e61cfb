package org.sessionrecording.host.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.host.time.HostClock;

/**
 * What one project's recordings take. Days are counted at most every five minutes, and again whenever more of them are
 * asked for. Safe for use from any thread.
 */
public final class PgUsage implements Usage {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final String BY_DAY = """
            select c.day, count(*) as chunks, sum(octet_length(c.data)) as stored, sum(c.length::bigint) as raw
            from chunk c join recording r on r.key = c.recording
            where r.project_id = :project and c.day > :after and c.day <= :today
            group by c.day order by c.day desc
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final FreeDisk disk;
    private @Nullable Counted counted;

    private record Counted(Instant at, int days, List<Day> result) {}

    /** @param databaseDirectory where the database keeps its files, where they are on this machine */
    public PgUsage(Database database, HostClock clock, ProjectId project, Optional<Path> databaseDirectory) {
        this(database, clock, project, new FreeDisk(databaseDirectory));
    }

    public PgUsage(Database database, HostClock clock, ProjectId project, FreeDisk disk) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.disk = disk;
    }

    @Override
    public synchronized List<Day> recent(int days) {
        Instant now = clock.instant();
        Counted known = counted;
        if (known == null || known.days() < days || !known.at().plus(FRESH).isAfter(now)) {
            known = new Counted(now, days, count(now.atOffset(ZoneOffset.UTC).toLocalDate(), days));
            counted = known;
        }
        LocalDate oldest = now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(days);
        return known.result().stream().filter(day -> day.day().isAfter(oldest)).toList();
    }

    private List<Day> count(LocalDate today, int days) {
        return database.with("count what recordings take", handle -> handle.createQuery(BY_DAY)
                .bind("project", project.value())
                .bind("after", today.minusDays(days))
                .bind("today", today)
                .map((row, context) -> new Day(
                        row.getObject("day", LocalDate.class),
                        row.getLong("chunks"),
                        row.getLong("stored"),
                        row.getLong("raw")))
                .list());
    }

    @Override
    public long liveBytes() {
        return database.with("add up what live recordings take", handle -> handle.createQuery("""
                        select coalesce(sum(live_bytes), 0) from recording
                        where project_id = :project and live_from is not null
                        """)
                .bind("project", project.value())
                .mapTo(long.class)
                .one());
    }

    @Override
    public OptionalLong freeDiskBytes() {
        return disk.bytes();
    }
}
