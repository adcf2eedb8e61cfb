/** What tests of the host share: real engines, started once per JVM. */
@NullMarked
package org.sessionrecording.host.testing;

import org.jspecify.annotations.NullMarked;
