/**
 * Named points between the steps of what must not lose anything, at which a test ends the process. Rule: knows nobody, so
 * that every room may name its steps.
 */
@NullMarked
package org.sessionrecording.plugin.failpoint;

import org.jspecify.annotations.NullMarked;
