package org.sessionrecording.interleavings;

import net.jqwik.api.PropertyDefaults;

/** 2,000 steps; {@code bin/bench interleavings --soak} does 100,000. */
@PropertyDefaults(tries = 10)
class InterleavingsIT extends Interleavings {}
