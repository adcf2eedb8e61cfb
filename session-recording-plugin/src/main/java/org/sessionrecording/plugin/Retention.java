package org.sessionrecording.plugin;

import org.pf4j.Extension;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.plugin.retention.RetentionTask;
import org.sessionrecording.plugin.retention.StatusBoard;

/** {@link RetentionTask}, put together; the board looks again after each run. */
@Extension
public final class Retention extends RetentionTask {
    private final StatusBoard board;

    public Retention(SessionRecordingPlugin plugin) {
        super(
                plugin.archive(),
                plugin.workers(),
                plugin.clock(),
                plugin.operator(),
                plugin.failPoints(),
                plugin.instruments());
        this.board = plugin.board();
    }

    @Override
    public Outcome run(OperationContext context) {
        try {
            return super.run(context);
        } finally {
            board.ring();
        }
    }
}
