/**
 * HTTP: routes, access by default denied, errors as problem documents, limits. Features register routes here.
 */
@NullMarked
package org.sessionrecording.host.web;

import org.jspecify.annotations.NullMarked;
