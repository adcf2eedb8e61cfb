package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.Optional;
import org.sessionrecording.host.location.Place;

/**
 * What is known of a request beside its body.
 *
 * @param origin of the page that sent it
 * @param place where the visitor is, where that can be told; the address by which it was is not kept
 * @param arrived by the host's clock
 */
public record RequestFacts(
        Optional<String> userAgent,
        Optional<String> acceptLanguage,
        Optional<String> origin,
        Optional<Place> place,
        Instant arrived) {
    /** A request of which only the time is known, such as an import. */
    public static RequestFacts at(Instant arrived) {
        return new RequestFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), arrived);
    }
}
