package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a request beside its body.
 *
 * @param origin of the page that sent it
 * @param arrived by the host's clock
 */
public record RequestFacts(
        Optional<String> userAgent, Optional<String> acceptLanguage, Optional<String> origin, Instant arrived) {
    /** A request of which only the time is known, such as an import. */
    public static RequestFacts at(Instant arrived) {
        return new RequestFacts(Optional.empty(), Optional.empty(), Optional.empty(), arrived);
    }
}
