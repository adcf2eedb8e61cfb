/**
 * What each user likes, by name: small JSON values that pages keep for whoever is logged in, on whatever computer. Rule: a
 * preference is seen by its user alone, and nothing here knows what it means.
 */
@NullMarked
package org.sessionrecording.host.preferences;

import org.jspecify.annotations.NullMarked;
