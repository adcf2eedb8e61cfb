package org.sessionrecording.plugin.archive;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;

/** What was found out about a server; abilities that were not tried are missing. */
public record ProbeReport(Map<Ability, Finding> findings, Instant probedAt) {
    public ProbeReport {
        findings = Collections.unmodifiableMap(new EnumMap<>(findings));
    }

    /** What a server can do. */
    public enum Ability {
        WRITE("write", true),
        READ("read", true),
        RANGE("range", true),
        CONDITIONAL_WRITE("conditional_write", false),
        CHECKSUM("checksum", false),
        LIST("list", false),
        PARTS("multipart", false),
        CONDITIONAL_PARTS("conditional_multipart", false),
        VERSIONS("versioning", false),
        OBJECT_LOCK("object_lock", false),
        DELETE("delete", false);

        private final String text;
        private final boolean required;

        Ability(String text, boolean required) {
            this.text = text;
            this.required = required;
        }

        /** As it stands in figures. */
        public String text() {
            return text;
        }
    }

    /**
     * Whether a server can do something.
     *
     * @param reason why not; empty where it can
     */
    public record Finding(boolean able, String reason) {}

    public boolean able(Ability ability) {
        Finding finding = findings.get(ability);
        return finding != null && finding.able();
    }

    /** The first thing that an archive needs and this one cannot do. */
    public Optional<String> obstacle() {
        return findings.entrySet().stream()
                .filter(entry -> entry.getKey().required && !entry.getValue().able())
                .map(entry -> entry.getValue().reason())
                .findFirst();
    }

    /** @throws ApiException of kind ARCHIVE where the server cannot serve as an archive */
    ArchiveProfile profile() {
        obstacle().ifPresent(why -> {
            throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot use the archive: " + why);
        });
        return new ArchiveProfile(
                able(Ability.CONDITIONAL_WRITE),
                able(Ability.CHECKSUM),
                able(Ability.PARTS),
                able(Ability.CONDITIONAL_PARTS),
                probedAt);
    }
}
