package org.sessionrecording.host.erasure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.store.ErasureRow;
import org.sessionrecording.host.store.Erasures;

/** Receipts and previews as the API shows them. */
final class ErasureJson {
    private ErasureJson() {}

    static Map<String, @Nullable Object> of(Receipt receipt) {
        ErasureRow row = receipt.erasure();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("state", receipt.done() ? "done" : "open");
        json.put("scope", row.scope());
        json.put("events_too", row.withEvents());
        json.put("requested_by", row.requestedBy());
        json.put("erased_at", Timestamps.rfc3339(row.erasedAt()));
        json.put("done_at", text(row.doneAt()));
        json.put("recordings", row.recordings());
        json.put("chunks", row.chunks());
        json.put("bytes", row.storedBytes());
        json.put("events", row.events());
        json.put("shares", row.shares());
        json.put("objects", row.objects());
        json.put("swept", row.sweptAt().isPresent());
        json.put("open", receipt.open().stream().map(ErasureJson::item).toList());
        return json;
    }

    private static Map<String, @Nullable Object> item(ErasureItem item) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("what", item.url().isPresent() ? "object" : "tombstone");
        json.put("source", item.source());
        json.put("url", item.url().orElse(null));
        json.put("reason", item.reason());
        json.put("until", text(item.until()));
        json.put("tries", item.tries());
        json.put("next_try", Timestamps.rfc3339(item.nextTry()));
        return json;
    }

    static Map<String, Object> of(Erasures.Preview preview) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dry_run", true);
        json.put("recordings", preview.recordings());
        json.put("bytes", preview.storedBytes());
        json.put("objects", preview.objects());
        json.put("object_bytes", preview.objectBytes());
        json.put("pinned", preview.pinned());
        return json;
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::rfc3339).orElse(null);
    }
}
