/**
 * Recordings as the host keeps them: names, chunks, facts, links to archived parts. Rule: everything here is reached
 * through a {@link org.sessionrecording.api.project.Project}, so no plugin can name another tenant's recording.
 */
@NullMarked
package org.sessionrecording.api.recording;

import org.jspecify.annotations.NullMarked;
