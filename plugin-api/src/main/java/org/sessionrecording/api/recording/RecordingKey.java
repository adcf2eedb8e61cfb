package org.sessionrecording.api.recording;

/** The host's own number of a recording, ascending in the order of creation within an installation. */
public record RecordingKey(long value) implements Comparable<RecordingKey> {
    /** Before all others. */
    public static final RecordingKey NONE = new RecordingKey(0);

    @Override
    public int compareTo(RecordingKey other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
