package org.sessionrecording.host.web;

import io.javalin.security.RouteRole;

/** Who may use a route. A route cannot be registered without one. */
public enum Access implements RouteRole {
    /** Everyone, without credentials. */
    PUBLIC,
    /** Everyone, from any origin: the route itself checks the project token. */
    CAPTURE,
    /** Whoever is logged in or shows an API key, and may see the project where the path names one as {@code {project}}. */
    LOGIN,
    /** Whoever shows a share token as {@code ?share=}, in place of a login: the route itself checks it. */
    SHARE,
    /** As {@link #LOGIN}, and may change the installation. */
    ADMIN
}
