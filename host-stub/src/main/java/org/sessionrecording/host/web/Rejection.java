package org.sessionrecording.host.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.api.ApiException;

/**
 * An {@link ApiException} that knows its HTTP status better than its kind does, and may add members to the problem
 * document. For what the web itself rejects: 401, 403, 404 of a path, 410, 413, 429.
 */
public final class Rejection extends ApiException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, Object> members;
    private final transient Map<String, String> headers;

    public Rejection(int status, String message) {
        this(status, message, Map.of(), Map.of());
    }

    /**
     * @param members added to the problem document, JSON names
     * @param headers added to the answer, e.g. {@code Retry-After}
     */
    public Rejection(int status, String message, Map<String, Object> members, Map<String, String> headers) {
        super(kind(status), message);
        this.status = status;
        this.members = new LinkedHashMap<>(members);
        this.headers = Map.copyOf(headers);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 404, 410 -> Kind.MISSING;
            case 409 -> Kind.CONFLICT;
            case 500 -> Kind.INTERNAL;
            case 503 -> Kind.STORE;
            default -> Kind.CALLER;
        };
    }

    public int status() {
        return status;
    }

    Map<String, Object> members() {
        return members;
    }

    Map<String, String> headers() {
        return headers;
    }
}
