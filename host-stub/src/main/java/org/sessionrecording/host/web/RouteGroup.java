package org.sessionrecording.host.web;

/** Routes of one room, registered before the server starts. */
@FunctionalInterface
public interface RouteGroup {
    void register(Routes routes);
}
