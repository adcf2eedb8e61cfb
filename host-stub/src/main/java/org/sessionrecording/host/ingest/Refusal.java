package org.sessionrecording.host.ingest;

import org.sessionrecording.host.wire.Fault;
import org.sessionrecording.host.wire.Problem;

/**
 * An event, or one snapshot of it, that was not taken.
 *
 * @param index of the event in the request, from 0
 * @param path where in the body; empty where it is about the event as a whole
 * @param reason for the person who runs the client; nothing of what was sent
 */
public record Refusal(int index, Cause cause, String path, String reason) {
    /** Why, as it is counted. */
    public enum Cause {
        UNDECODABLE(400),
        NOT_RECORDED(403),
        /** Clients take a 200 that says so as a reason to pause; anything else they would send again. */
        QUOTA_LIMITED(200),
        OVER_LIMIT(413);

        private final int status;

        Cause(int status) {
            this.status = status;
        }

        /** HTTP status of a request in which this befell every event. */
        int status() {
            return status;
        }
    }

    static Refusal of(Problem problem) {
        Cause cause = problem.fault() == Fault.OVER_LIMIT ? Cause.OVER_LIMIT : Cause.UNDECODABLE;
        return new Refusal(problem.event(), cause, problem.path(), problem.reason());
    }
}
