package org.sessionrecording.host.assets;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.web.Rejection;

/**
 * How much may be fetched: by one view in all, by one project in a minute, by the host at a time. In memory, so each host counts
 * for itself. For any thread.
 */
final class AssetLimits {
    private static final int VIEWS_REMEMBERED = 10_000;
    private static final int SECONDS = 60;

    private final int perView;
    private final int perMinute;
    private final Clock clock;
    private final Semaphore atATime;
    private final long patienceMillis;
    private final Map<Long, Integer> views = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > VIEWS_REMEMBERED;
        }
    };
    private final Map<ProjectId, Minute> projects = new LinkedHashMap<>();

    private record Minute(long number, int count) {}

    AssetLimits(int perView, int perMinute, int atATime, long patienceMillis, Clock clock) {
        this.perView = perView;
        this.perMinute = perMinute;
        this.atATime = new Semaphore(atATime, true);
        this.patienceMillis = patienceMillis;
        this.clock = clock;
    }

    /** Counts one fetch. @throws Rejection 429 where there were too many */
    synchronized void count(AssetPasses.Pass pass) {
        int seen = views.merge(pass.view(), 1, Integer::sum);
        if (seen > perView) {
            throw tooMany("this page was shown " + perView + " files already (open it again)");
        }
        long now = clock.instant().getEpochSecond() / SECONDS;
        Minute minute = projects.merge(
                pass.project(),
                new Minute(now, 1),
                (old, one) -> old.number() == now ? new Minute(now, old.count() + 1) : one);
        if (minute.count() > perMinute) {
            throw tooMany("the project fetches more than " + perMinute + " files a minute (wait a minute)");
        }
    }

    private static Rejection tooMany(String why) {
        return new Rejection(
                429, "Cannot fetch the file: " + why, Map.of(), Map.of("Retry-After", Integer.toString(SECONDS)));
    }

    /** Waits a moment for its turn; {@link #done} gives it back. @throws Rejection 503 where none comes */
    void begin() {
        try {
            if (!atATime.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                throw new Rejection(503, "Cannot fetch the file: too many are on their way (try again)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rejection(503, "Cannot fetch the file: the host stops");
        }
    }

    void done() {
        atATime.release();
    }
}
