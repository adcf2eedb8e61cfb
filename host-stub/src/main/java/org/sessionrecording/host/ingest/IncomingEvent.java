package org.sessionrecording.host.ingest;

import java.util.UUID;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.wire.WireEvent;

/** A snapshot event that will be taken, with its place. {@code window} is empty where the client sent none. */
record IncomingEvent(WireEvent event, UUID key, DistinctId distinctId, String session, String window) {}
