/**
 * What people can set, and what it means: declared settings and the environment go in as text, checked records come out.
 * Rule: no other room reads a setting by its key.
 */
@NullMarked
package org.sessionrecording.plugin.settings;

import org.jspecify.annotations.NullMarked;
