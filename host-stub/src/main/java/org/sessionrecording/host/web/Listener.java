package org.sessionrecording.host.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Javalin on one port, with the limits both origins share. Started and closed by its owner, once. */
final class Listener implements AutoCloseable {
    /** Longest body of a request that is read whole; what streams has limits of its own. */
    private static final long MAX_BODY = 1024 * 1024;

    private static final int MAX_UPLOAD_MIB = 200;
    private static final int MAX_THREADS = 100;
    private static final long IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final String name;
    private final Javalin javalin;

    Listener(String name, int port, Problems problems, Consumer<JavalinConfig> routes) {
        this.name = name;
        this.javalin = Javalin.create(config -> {
            limit(config);
            config.jetty.threadPool = pool(name);
            config.jetty.port = port;
            config.jetty.modifyServer(Listener::prepare);
            config.routes.before(context -> {
                Requests.setId(context, UUID.randomUUID().toString());
                SecurityHeaders.set(context);
            });
            config.routes.exception(Exception.class, problems::answer);
            // the router has an answer of its own for these, unless told
            config.routes.exception(HttpResponseException.class, problems::answer);
            config.router.javaLangErrorHandler(problems::answer);
            routes.accept(config);
        });
    }

    private static void limit(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_BODY;
        config.http.asyncTimeout = IDLE_MILLIS;
        config.jetty.multipartConfig.maxTotalRequestSize(MAX_UPLOAD_MIB, SizeUnit.MB);
        config.jetty.multipartConfig.maxFileSize(MAX_UPLOAD_MIB, SizeUnit.MB);
        config.jetty.multipartConfig.maxInMemoryFileSize(1, SizeUnit.MB);
        config.jetty.modifyHttpConfiguration(http -> {
            // %2F, %2E and the like in a path are refused; nothing here is ever named by them
            http.setUriCompliance(UriCompliance.DEFAULT);
            http.setSendServerVersion(false);
            http.setIdleTimeout(IDLE_MILLIS);
        });
    }

    private static QueuedThreadPool pool(String name) {
        QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, 4);
        pool.setName(name);
        return pool;
    }

    private static void prepare(Server server) {
        server.setStopTimeout(STOP_MILLIS);
        server.setHandler(new GracefulHandler());
        server.setErrorHandler(new BareErrors());
    }

    void start() {
        javalin.start();
    }

    int port() {
        return javalin.port();
    }

    /** What is still under way some seconds later is broken off. */
    @Override
    public void close() {
        try {
            javalin.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            log.warn("{}: requests still under way were broken off", name);
        }
    }
}
