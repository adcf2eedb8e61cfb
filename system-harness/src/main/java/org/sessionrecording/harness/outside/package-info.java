/**
 * What is true of an installation, found out without it: read from PostgreSQL, from the bucket, and from the API as any
 * script would. Rule: knows no class of host or plugin, nor their codecs.
 */
@NullMarked
package org.sessionrecording.harness.outside;

import org.jspecify.annotations.NullMarked;
