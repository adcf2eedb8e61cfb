/**
 * Settings that plugins declare: typed, validated, secrets encrypted.
 */
@NullMarked
package org.sessionrecording.host.settings;

import org.jspecify.annotations.NullMarked;
