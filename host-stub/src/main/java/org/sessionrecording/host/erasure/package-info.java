/**
 * Erasing recordings and persons for good: at once from the database, then from wherever else they lie, with a receipt that
 * says what is left and why. Rule: what names the erased in plain is kept only until nothing is left to be deleted.
 */
@NullMarked
package org.sessionrecording.host.erasure;

import org.jspecify.annotations.NullMarked;
