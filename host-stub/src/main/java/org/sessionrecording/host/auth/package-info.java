/**
 * Users, login sessions, personal API keys, CSRF.
 */
@NullMarked
package org.sessionrecording.host.auth;

import org.jspecify.annotations.NullMarked;
