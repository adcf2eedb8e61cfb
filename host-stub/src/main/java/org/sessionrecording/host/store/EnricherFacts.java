package org.sessionrecording.host.store;

import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Facts;

/**
 * What one enricher found, with the version of the enricher that found it.
 *
 * @param version the enricher's
 * @param partial whether the recording has chunks that the enricher has not seen in this version
 */
public record EnricherFacts(int version, Facts facts, boolean partial) {
    public EnricherFacts(int version, Facts facts) {
        this(version, facts, false);
    }

    /** Of a recording that had chunks before, of which {@code known} is all that was found. */
    EnricherFacts after(@Nullable EnricherFacts known, EnricherFacts found) {
        boolean sawAll = known != null && known.version == found.version;
        return sawAll ? this : new EnricherFacts(version, facts, true);
    }

    /** Whether both are of one version and yet have a fact of the same name in different kinds, so that they cannot merge. */
    boolean clashesWith(EnricherFacts other) {
        return version == other.version
                && facts.byName().entrySet().stream().anyMatch(mine -> other.facts
                        .find(mine.getKey())
                        .filter(theirs -> theirs.getClass() != mine.getValue().getClass())
                        .isPresent());
    }

    /** Both together where the versions are equal, else what the newer version found. Associative and commutative. */
    public EnricherFacts merge(EnricherFacts other) {
        if (version == other.version) {
            return new EnricherFacts(version, facts.merge(other.facts), partial || other.partial);
        }
        return version > other.version ? this : other;
    }
}
