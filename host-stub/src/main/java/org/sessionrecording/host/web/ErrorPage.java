package org.sessionrecording.host.web;

import io.javalin.http.Context;

/** Draws an error for people. Must not fail. */
@FunctionalInterface
public interface ErrorPage {
    /** HTML in which everything is escaped. */
    String render(Context context, int status, String title, String detail);
}
