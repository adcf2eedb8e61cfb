/**
 * What {@code bin/bench} measures: ours, the limit and the straightforward way, one after the other in one run, so that
 * ratios hold on any machine. Rule: a figure is measured or absent, never written down beforehand.
 */
@NullMarked
package org.sessionrecording.bench;

import org.jspecify.annotations.NullMarked;
