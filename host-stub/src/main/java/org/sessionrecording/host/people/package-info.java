/**
 * Persons and cohorts: who is the same visitor, what is known of them, which groups they are in. Rule: membership is answered
 * from memory; everything else from the database.
 */
@NullMarked
package org.sessionrecording.host.people;

import org.jspecify.annotations.NullMarked;
