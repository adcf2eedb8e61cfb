package org.sessionrecording.plugin.archive;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.settings.S3Url;

/** The receipts in the bucket, numbered from 1: one of each run that removed something. Blocks on the archive. */
public final class Receipts {
    private static final Pattern NUMBERED = Pattern.compile(".*/([1-9]\\d{0,17})\\.json");
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");

    private final ObjectStore store;
    private final S3Url root;
    private final boolean conditionalWrites;

    Receipts(ObjectStore store, S3Url root, boolean conditionalWrites) {
        this.store = store;
        this.root = root;
        this.conditionalWrites = conditionalWrites;
    }

    public boolean exists(long number) {
        return store.head(key(number)).isPresent();
    }

    /** The greatest number there is, 0 for none. Lists them all. */
    public long last() {
        AtomicLong last = new AtomicLong();
        store.forEach(ArchiveLayout.receipts(root).path(), listed -> {
            Matcher matcher = NUMBERED.matcher(listed.key());
            if (matcher.matches()) {
                last.accumulateAndGet(Long.parseLong(matcher.group(1)), Math::max);
            }
        });
        return last.get();
    }

    /** Writes a receipt where there is none of this number; false where there is. */
    public boolean begin(long number, String json) {
        if (!conditionalWrites && exists(number)) {
            return false;
        }
        return store.put(write(number, json, conditionalWrites)) == Written.WRITTEN;
    }

    /** Writes again what {@link #begin} wrote, now that more is known. */
    public void complete(long number, String json) {
        store.put(write(number, json, false));
    }

    private Write write(long number, String json, boolean onlyIfAbsent) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Write(key(number), MemoryBody.of(bytes), HEADERS, Map.of(), Sha256.of(bytes), onlyIfAbsent);
    }

    private String key(long number) {
        return ArchiveLayout.receipt(root, number).path();
    }
}
