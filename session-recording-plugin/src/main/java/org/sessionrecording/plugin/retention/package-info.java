/**
 * Due, intent, archive, verify, link, remove: moves recordings past retention out of the database. Rule: knows neither SQL
 * nor S3; each step is committed before the next begins, and may be done again.
 */
@NullMarked
package org.sessionrecording.plugin.retention;

import org.jspecify.annotations.NullMarked;
