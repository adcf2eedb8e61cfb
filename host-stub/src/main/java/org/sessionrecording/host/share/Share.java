package org.sessionrecording.host.share;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.playback.Excerpt;

/**
 * A share link without its token.
 *
 * @param id public, random; opens nothing
 * @param passwordHash empty: the link is enough
 * @param embed origins whose pages may frame it
 * @param views how often it was opened
 */
public record Share(
        long number,
        String id,
        ProjectId project,
        RecordingKey recording,
        Excerpt excerpt,
        Optional<String> passwordHash,
        List<String> embed,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        long views,
        Optional<Instant> viewedAt) {
    public Share {
        embed = List.copyOf(embed);
    }

    /** Whether it opens anything at an instant. */
    public boolean holds(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "Share[" + id + "]";
    }
}
