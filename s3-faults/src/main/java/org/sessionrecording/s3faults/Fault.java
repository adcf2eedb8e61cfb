package org.sessionrecording.s3faults;

import java.io.IOException;

/** What happens to one request. Called on a thread of its own; the connection is closed when it returns. */
@FunctionalInterface
public interface Fault {
    /** None at all. */
    Fault NONE = Exchange::forward;

    void serve(Exchange exchange) throws IOException;

    /** Does something first, e.g. waits for a latch. */
    default Fault after(Runnable action) {
        return exchange -> {
            action.run();
            serve(exchange);
        };
    }
}
