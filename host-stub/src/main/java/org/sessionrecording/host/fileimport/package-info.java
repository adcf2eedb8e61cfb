/**
 * One recording out of a file that somebody chose: its JSON, its exported page, or PostHog's JSON export. Rule: a file is as
 * hostile as what any browser sends, and takes ingest's way.
 */
@NullMarked
package org.sessionrecording.host.fileimport;

import org.jspecify.annotations.NullMarked;
