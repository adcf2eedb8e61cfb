package org.sessionrecording.host.playback;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;

/**
 * Plans made lately: chunks never change, so a plan holds as long as none is added. Bounded by the chunks that all plans
 * together name. Safe for use from any thread.
 */
final class ExcerptPlans {
    private static final int MOST_CHUNKS = 50_000;

    private final Map<Key, ExcerptPlan> plans = new LinkedHashMap<>(16, 0.75f, true);
    private int chunks;

    /** The recording as it was when the plan was made, as far as it tells which chunks there were. */
    record Key(RecordingKey recording, ChunkId last, ChunkId expired, long snapshots, Excerpt excerpt) {}

    synchronized Optional<ExcerptPlan> find(Key key) {
        return Optional.ofNullable(plans.get(key));
    }

    synchronized void put(Key key, ExcerptPlan plan) {
        ExcerptPlan before = plans.put(key, plan);
        chunks += size(plan) - (before == null ? 0 : size(before));
        var eldest = plans.entrySet().iterator();
        while (chunks > MOST_CHUNKS && eldest.hasNext()) {
            chunks -= size(eldest.next().getValue());
            eldest.remove();
        }
    }

    private static int size(ExcerptPlan plan) {
        return 1 + plan.chunks().size();
    }
}
