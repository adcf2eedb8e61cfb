/**
 * The whole of it, as people meet it: the host with the plugin's zip, unmodified clients, a real browser, a real S3
 * server. Nothing is reached but through HTTP, except the database where a test says what must be gone from it.
 */
@NullMarked
package org.sessionrecording.system;

import org.jspecify.annotations.NullMarked;
