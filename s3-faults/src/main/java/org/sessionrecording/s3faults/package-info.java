/**
 * An S3 server that fails as real ones do: a proxy before one that works, whose rules break single requests. Rule: knows the
 * JDK and the S3 protocol, and nobody's client, so that whatever talks S3 can be tested with it.
 */
@NullMarked
package org.sessionrecording.s3faults;

import org.jspecify.annotations.NullMarked;
