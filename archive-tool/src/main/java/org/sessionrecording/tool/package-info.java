/**
 * A command that reads, verifies and exports archive objects from files alone. Rule: nothing but the JDK and the format
 * package; an object is hostile until it was checked, memory does not grow with it, and whatever is wrong with it becomes
 * one sentence.
 */
@NullMarked
package org.sessionrecording.tool;

import org.jspecify.annotations.NullMarked;
