/** What the plugin's contributions to the host's pages share. */
@NullMarked
package org.sessionrecording.plugin.page;

import org.jspecify.annotations.NullMarked;
