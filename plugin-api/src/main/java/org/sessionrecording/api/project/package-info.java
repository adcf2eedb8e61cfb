/**
 * One tenant of the host and the services a plugin may use within it.
 */
@NullMarked
package org.sessionrecording.api.project;

import org.jspecify.annotations.NullMarked;
