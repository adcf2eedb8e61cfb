/**
 * Settings that a plugin declares and the host stores, validates, encrypts and draws.
 */
@NullMarked
package org.sessionrecording.api.settings;

import org.jspecify.annotations.NullMarked;
