package org.sessionrecording.host.wire;

import org.jspecify.annotations.Nullable;

/**
 * Goes forward over the plain snapshots of one event. One that cannot be read is passed over and becomes a
 * {@link Problem} of the request. For one thread.
 */
public final class SnapshotCursor {
    private final DecodedRequest request;
    private final EventDraft draft;
    private final SnapshotReader reader;
    private int next;
    private @Nullable SnapshotView current;

    SnapshotCursor(DecodedRequest request, EventDraft draft) {
        this.request = request;
        this.draft = draft;
        this.reader = request.reader();
    }

    /** Goes to the next readable snapshot; false at the end. */
    public boolean advance() {
        while (next < draft.snapshots.size()) {
            int at = next++;
            try {
                current = reader.read(draft.snapshots.start(at), draft.snapshots.end(at));
                return true;
            } catch (WireException e) {
                request.addProblem(new Problem(
                        draft.index, e.fault(), draft.path("properties.$snapshot_data[" + at + "]"), e.getMessage()));
            }
        }
        current = null;
        return false;
    }

    /** The snapshot at which the cursor stands; of use until the request is closed. */
    public SnapshotView snapshot() {
        if (current == null) {
            throw new IllegalStateException("Cannot give a snapshot: the cursor stands at none (call advance)");
        }
        return current;
    }
}
