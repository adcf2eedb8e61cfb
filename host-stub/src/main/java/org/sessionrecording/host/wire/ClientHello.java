package org.sessionrecording.host.wire;

import java.util.Map;
import java.util.Optional;

/**
 * What a client says of itself when it asks for its configuration.
 *
 * @param distinctId 1 to 1,000 code points
 * @param url of the page, where the client tells it
 * @param properties small scalar person properties, as text
 */
public record ClientHello(
        Optional<String> token,
        Optional<String> distinctId,
        Optional<String> sessionId,
        Optional<String> url,
        Map<String, String> properties) {
    public ClientHello {
        properties = Map.copyOf(properties);
    }
}
