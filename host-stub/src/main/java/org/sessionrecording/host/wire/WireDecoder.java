package org.sessionrecording.host.wire;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * From a request to events and plain snapshots, for every era of client. Memory per request is bounded by
 * {@link WireLimits}, whatever the body. Safe for use from any thread; what it gives is for one.
 */
public final class WireDecoder {
    private final WireLimits limits;
    private final BodyDecoder bodies;

    public WireDecoder(WireLimits limits) {
        this.limits = limits;
        this.bodies = new BodyDecoder(limits);
    }

    /**
     * Decodes the body of {@code /e/}, {@code /batch/}, {@code /s/} and their like. Blocks while it reads.
     *
     * @return to be closed by the caller
     * @throws WireException where nothing of the request can be used
     */
    public DecodedRequest decode(InputStream body, RequestLine line) {
        return decoded(bodies.decode(body, line), line, Optional.empty(), Optional.empty(), true);
    }

    /** @param wrapped whether {@code data} may be a body in this body */
    private DecodedRequest decoded(
            Spool spool, RequestLine line, Optional<String> token, Optional<Instant> sentAt, boolean wrapped) {
        boolean kept = false;
        try {
            EnvelopeReader envelope = new EnvelopeReader(spool, limits);
            envelope.read();
            Optional<String> outerToken = token.or(envelope::token);
            Optional<Instant> outerSentAt = sentAt.or(envelope::sentAt);
            if (envelope.encoded().isPresent()) {
                requireWrapped(wrapped);
                Spool inner = bodies.decodeText(envelope.encoded().orElseThrow());
                return decoded(inner, line, outerToken, outerSentAt, false);
            }
            kept = true;
            return request(spool, line, envelope, outerToken, outerSentAt);
        } finally {
            if (!kept) {
                spool.close();
            }
        }
    }

    private static void requireWrapped(boolean wrapped) {
        if (!wrapped) {
            throw WireException.undecodable("Cannot read request: its data holds data again (send events)");
        }
    }

    private DecodedRequest request(
            Spool spool, RequestLine line, EnvelopeReader envelope, Optional<String> outer, Optional<Instant> sentAt) {
        Optional<String> token = outer.or(() -> line.parameter("api_key"))
                .or(() -> line.parameter("token"))
                .or(() -> envelope.events().stream()
                        .flatMap(event -> Optional.ofNullable(event.token).stream())
                        .findFirst());
        Optional<Instant> sent = sentAt.or(() -> line.parameter("_").flatMap(Times::millis));
        DecodedRequest request = new DecodedRequest(spool, limits, token.orElse(null), sent.orElse(null));
        EventKeys keys = new EventKeys(spool, line.parameter("_").orElse(""));
        for (EventDraft event : envelope.events()) {
            if (event.token == null || event.token.equals(token.orElse(null))) {
                request.add(event, keys.key(event));
            } else {
                request.addProblem(new Problem(
                        event.index,
                        Fault.UNDECODABLE,
                        event.path("token"),
                        "it is another project's than the request's (send one project's events at once)"));
            }
        }
        request.addProblems(envelope.problems());
        return request;
    }

    /**
     * Decodes the body of {@code /decide/} and {@code /flags/}; an empty one is a client that says nothing.
     *
     * @throws WireException where the body cannot be read
     */
    public ClientHello decodeHello(InputStream body, RequestLine line) {
        try (Spool spool = bodies.decode(body, line)) {
            return new HelloReader(spool, limits, line).read();
        }
    }
}
