package org.sessionrecording.host.web;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.json.JavalinJackson;
import java.util.List;

/**
 * The host's own origin. Every route is denied unless its {@link Access} says otherwise; paths nobody registered are 404.
 * Made, started and closed once by the composition root.
 */
public final class WebServer implements AutoCloseable {
    // ASCII, so that lone surrogates in distinct ids travel as JSON escapes
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Listener listener;
    private final List<Routes.Route> routes;

    /**
     * @param port 0 takes a free one
     * @param groups registered in order; where two paths match, the first wins
     */
    public WebServer(int port, Authenticator authenticator, ErrorPage errorPage, List<RouteGroup> groups) {
        Routes[] registered = new Routes[1];
        listener = new Listener("http", port, new Problems(errorPage), config -> {
            config.jsonMapper(new JavalinJackson(JSON, false));
            Routes all = new Routes(config.routes, new Guard(authenticator));
            groups.forEach(group -> group.register(all));
            registered[0] = all;
        });
        routes = registered[0].registered();
    }

    public void start() {
        listener.start();
    }

    /** The port it listens on, once started. */
    public int port() {
        return listener.port();
    }

    /** Every route that was registered. */
    public List<Routes.Route> routes() {
        return routes;
    }

    /** Stops accepting, lets requests under way finish for some seconds, then cuts them off. */
    @Override
    public void close() {
        listener.close();
    }
}
