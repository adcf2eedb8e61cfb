package org.sessionrecording.plugin.enrich;

import org.sessionrecording.api.enrich.Snapshot;

/** The numbers of rrweb's protocol that enrichers know by name. */
final class Rrweb {
    static final int INCREMENTAL = 3;
    static final int META = 4;
    static final int CUSTOM = 5;
    static final int PLUGIN = 6;

    static final int MOUSE_MOVE = 1;
    static final int INTERACTION = 2;
    static final int SCROLL = 3;
    static final int RESIZE = 4;
    static final int INPUT = 5;
    static final int TOUCH_MOVE = 6;
    static final int DRAG = 12;

    private Rrweb() {}

    static boolean is(Snapshot snapshot, int source) {
        return snapshot.type() == INCREMENTAL && snapshot.source().orElse(-1) == source;
    }
}
