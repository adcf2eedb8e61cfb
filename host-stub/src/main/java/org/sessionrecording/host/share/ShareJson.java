package org.sessionrecording.host.share;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Timestamps;

/** Shares as the API shows them; never the token, but once. */
final class ShareJson {
    private ShareJson() {}

    static Map<String, @Nullable Object> of(Share share, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", share.id());
        json.put("state", share.holds(now) ? "open" : share.revokedAt().isPresent() ? "withdrawn" : "expired");
        json.put("from", text(share.excerpt().from()));
        json.put("to", text(share.excerpt().to()));
        json.put("person", share.excerpt().person());
        json.put("password", share.passwordHash().isPresent());
        json.put("embed", share.embed());
        json.put("created_by", share.createdBy());
        json.put("created_at", Timestamps.rfc3339(share.createdAt()));
        json.put("expires_at", Timestamps.rfc3339(share.expiresAt()));
        json.put("revoked_at", text(share.revokedAt()));
        json.put("views", share.views());
        json.put("viewed_at", text(share.viewedAt()));
        return json;
    }

    static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::rfc3339).orElse(null);
    }
}
