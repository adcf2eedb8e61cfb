package org.sessionrecording.host.store;

import org.sessionrecording.api.recording.RecordingName;

/** The recording that chunks are meant for. */
public sealed interface AppendTarget {
    /** One that is there. */
    record Existing(KnownRecording recording) implements AppendTarget {}

    /**
     * One that these chunks open.
     *
     * @param wanted its name; the next free millisecond is taken where another recording has it
     */
    record Opened(RecordingName wanted, long skewMillis) implements AppendTarget {}
}
