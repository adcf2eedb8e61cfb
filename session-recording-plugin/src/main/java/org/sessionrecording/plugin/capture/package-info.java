/**
 * Who is recorded. Rule: answers come from memory.
 */
@NullMarked
package org.sessionrecording.plugin.capture;

import org.jspecify.annotations.NullMarked;
