/**
 * The AWS SDK ends here: requests go in as the archive's words, failures come out as {@link
 * org.sessionrecording.api.ApiException} of kind ARCHIVE that say what to grant, create or wait for.
 */
@NullMarked
package org.sessionrecording.plugin.archive.s3;

import org.jspecify.annotations.NullMarked;
