package org.sessionrecording.host.erasure;

import java.util.List;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.store.ErasureRow;

/** An erasure, and what is left to be done of it; {@code open} names the erased. */
public record Receipt(ErasureRow erasure, List<ErasureItem> open) {
    public Receipt {
        open = List.copyOf(open);
    }

    /** Nothing is left anywhere. */
    public boolean done() {
        return erasure.doneAt().isPresent();
    }
}
