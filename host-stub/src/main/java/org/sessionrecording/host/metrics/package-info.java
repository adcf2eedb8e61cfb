/**
 * Micrometer, and the Prometheus page.
 */
@NullMarked
package org.sessionrecording.host.metrics;

import org.jspecify.annotations.NullMarked;
