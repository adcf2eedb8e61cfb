/**
 * What a plugin adds to the host's pages and which files it serves.
 */
@NullMarked
package org.sessionrecording.api.page;

import org.jspecify.annotations.NullMarked;
