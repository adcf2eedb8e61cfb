/**
 * Named work with parameters, dry run, progress and cancel; run by hand or by the host's scheduler.
 */
@NullMarked
package org.sessionrecording.api.operation;

import org.jspecify.annotations.NullMarked;
