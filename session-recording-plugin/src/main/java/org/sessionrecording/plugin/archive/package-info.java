/**
 * Archive documents: where they lie, how they are written once and verified, how they are read. Rule: nothing here knows
 * which recordings are due, and only {@code archive.s3} knows the AWS SDK.
 */
@NullMarked
package org.sessionrecording.plugin.archive;

import org.jspecify.annotations.NullMarked;
