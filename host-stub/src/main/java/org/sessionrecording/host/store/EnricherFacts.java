package org.sessionrecording.host.store;

import org.sessionrecording.api.recording.Facts;

/**
 * What one enricher found, with the version of the enricher that found it.
 *
 * @param version the enricher's
 */
public record EnricherFacts(int version, Facts facts) {
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
            return new EnricherFacts(version, facts.merge(other.facts));
        }
        return version > other.version ? this : other;
    }
}
