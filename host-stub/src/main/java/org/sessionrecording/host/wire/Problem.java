package org.sessionrecording.host.wire;

/**
 * One event, or one snapshot of it, that was left out while the rest of the request was taken.
 *
 * @param event its place in the request, from 0
 * @param path where in the body, e.g. {@code batch[3].properties.$session_id}
 * @param reason for the person who runs the client; nothing of what was sent
 */
public record Problem(int event, Fault fault, String path, String reason) {}
