/**
 * Who is recorded: one rule for each reason not to, each of which answers from memory. Rule: what a rule looks up elsewhere
 * it keeps, and refreshes beside the requests.
 */
@NullMarked
package org.sessionrecording.plugin.capture;

import org.jspecify.annotations.NullMarked;
