/** What is put into the plugin's zip so that a test can hold a run between two steps. Rule: knows the fail points alone. */
@NullMarked
package org.sessionrecording.harness.failpoint;

import org.jspecify.annotations.NullMarked;
