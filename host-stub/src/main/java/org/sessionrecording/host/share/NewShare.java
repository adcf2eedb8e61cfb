package org.sessionrecording.host.share;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.host.playback.Excerpt;

/** A share that somebody asks for; checked. */
public record NewShare(Excerpt excerpt, Instant expiresAt, Optional<String> password, List<String> embed) {
    public NewShare {
        embed = List.copyOf(embed);
        if (password.isPresent() && !embed.isEmpty()) {
            throw new IllegalArgumentException(
                    "a page of another site cannot ask for a password (leave out password, or embed)");
        }
    }

    @Override
    public String toString() {
        return "NewShare[" + excerpt + "]";
    }
}
