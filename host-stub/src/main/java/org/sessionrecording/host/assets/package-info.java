/**
 * Images, fonts and style sheets of recorded sites, fetched by the host for people who watch: the site sees the host and nobody
 * else. Anyone may have written the addresses, so they are hostile. Nothing here knows a recording; whoever holds a pass may ask.
 */
@NullMarked
package org.sessionrecording.host.assets;

import org.jspecify.annotations.NullMarked;
