package org.sessionrecording.host.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where rooms register their routes. Each handler is wrapped by the guard of its {@link Access}, so there is no way past
 * it. Paths as Javalin writes them: {@code {name}} for one segment, {@code <name>} for any number; a project is always
 * called {@code {project}}. Used by one thread, before the server starts.
 */
public final class Routes {
    /** The parameter that carries a share token. */
    public static final String SHARE = "share";

    private final RoutesConfig router;
    private final Guard guard;
    private final List<Route> registered = new ArrayList<>();
    private final Map<String, Handler> shared = new HashMap<>();

    Routes(RoutesConfig router, Guard guard) {
        this.router = router;
        this.guard = guard;
    }

    /** One registered route. */
    public record Route(String method, String path, Access access) {}

    /** Also answers HEAD, for which the server sends no body. */
    public Routes get(String path, Access access, Handler handler) {
        // without a handler of its own, HEAD would be answered by the router, past the guard
        return add(HandlerType.GET, path, access, handler).add(HandlerType.HEAD, path, access, handler);
    }

    /**
     * What {@link #get} of this path, registered here or by another room, answers in place of its own handler where the
     * request carries {@code ?share=}, whoever makes it: so nobody sees more by a share link than is shared.
     */
    public Routes share(String path, Handler handler) {
        shared.put(path, handler);
        registered.add(new Route(HandlerType.GET.name(), path, Access.SHARE));
        return this;
    }

    public Routes post(String path, Access access, Handler handler) {
        return add(HandlerType.POST, path, access, handler);
    }

    public Routes put(String path, Access access, Handler handler) {
        return add(HandlerType.PUT, path, access, handler);
    }

    public Routes delete(String path, Access access, Handler handler) {
        return add(HandlerType.DELETE, path, access, handler);
    }

    public Routes options(String path, Access access, Handler handler) {
        return add(HandlerType.OPTIONS, path, access, handler);
    }

    /** All routes so far, in the order of registration. */
    public List<Route> registered() {
        return Collections.unmodifiableList(registered);
    }

    private Routes add(HandlerType method, String path, Access access, Handler handler) {
        Handler guarded = guard.wrap(access, handler);
        boolean reads = method.equals(HandlerType.GET) || method.equals(HandlerType.HEAD);
        router.addHttpHandler(
                method,
                path,
                context -> {
                    Handler other = reads && Requests.query(context, SHARE) != null ? shared.get(path) : null;
                    (other == null ? guarded : other).handle(context);
                },
                access);
        registered.add(new Route(method.name(), path, access));
        return this;
    }
}
