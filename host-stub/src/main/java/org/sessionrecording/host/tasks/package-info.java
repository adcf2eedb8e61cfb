/**
 * Operations and their runs: claims, leases, progress, cancel; Quartz only wakes them.
 */
@NullMarked
package org.sessionrecording.host.tasks;

import org.jspecify.annotations.NullMarked;
