/**
 * What the plugin's tests stand on: a real S3 server, and faithful fakes of the host's services.
 */
@NullMarked
package org.sessionrecording.plugin.testing;

import org.jspecify.annotations.NullMarked;
