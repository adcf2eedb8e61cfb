package org.sessionrecording.host.store;

import java.time.Instant;

/**
 * A stored recording of a session, as far as appending needs it; nothing in it ever changes.
 *
 * @param timestamp half of its name: the corrected instant of its first snapshot as first stored
 * @param skewMillis what is added to its clients' instants
 * @param escapedId the other half of its name: the distinct id of its first chunk, escaped
 */
public record KnownRecording(long key, Instant timestamp, long skewMillis, String escapedId) {}
