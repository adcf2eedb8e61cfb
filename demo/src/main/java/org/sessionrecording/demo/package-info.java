/**
 * The whole thing on one command: the host with its database and an S3 server of its own, a shop whose visitors are
 * recorded, and some hundred recordings to look at. Talks to the host as any script would, over HTTP.
 */
@NullMarked
package org.sessionrecording.demo;

import org.jspecify.annotations.NullMarked;
