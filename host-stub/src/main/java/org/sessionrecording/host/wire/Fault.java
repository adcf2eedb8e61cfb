package org.sessionrecording.host.wire;

/** Why something of a request was refused. */
public enum Fault {
    /** It is not what the protocol says: 400. */
    UNDECODABLE,
    /** It is larger than this host takes: 413. */
    OVER_LIMIT
}
