package org.sessionrecording.s3faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;

/**
 * A proxy on this machine before an S3 server on this machine. Requests are forwarded as they are, one per connection, with
 * their Host header, so that signatures still verify; those that a rule matches suffer its {@link Fault} instead. The first
 * rule that matches counts. Closed, it ends every connection. Safe for use from any thread.
 */
public final class FaultyS3 implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final ServerSocket server;
    private final Upstream upstream;
    private final ExecutorService threads = Executors.newCachedThreadPool(run -> {
        Thread thread = new Thread(run, "faulty-s3");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<S3Request> seen = new CopyOnWriteArrayList<>();

    private FaultyS3(ServerSocket server, Upstream upstream) {
        this.server = server;
        this.upstream = upstream;
    }

    /** Before the server at a port, whose key pair is needed to sign what a fault changes. */
    public static FaultyS3 before(int port, String accessKey, String secretKey) throws IOException {
        return before(port, accessKey, secretKey, ServerSocketFactory.getDefault());
    }

    /** With a certificate that nobody trusts. */
    public static FaultyS3 overTls(int port, String accessKey, String secretKey) throws IOException {
        return before(port, accessKey, secretKey, SelfSigned.serverSockets());
    }

    private static FaultyS3 before(int port, String accessKey, String secretKey, ServerSocketFactory sockets)
            throws IOException {
        ServerSocket server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        FaultyS3 proxy = new FaultyS3(server, new Upstream(port, new Signer(accessKey, secretKey)));
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Every matching request suffers the fault until {@link #heal()}. */
    public Rule on(Predicate<S3Request> matches, Fault fault) {
        return on(matches, 0, Integer.MAX_VALUE, fault);
    }

    /** The next {@code times} matching requests suffer the fault. */
    public Rule on(Predicate<S3Request> matches, int times, Fault fault) {
        return on(matches, 0, times, fault);
    }

    /** After {@code skip} matching requests, the next {@code times} suffer the fault. */
    public Rule on(Predicate<S3Request> matches, int skip, int times, Fault fault) {
        Rule rule = new Rule(matches, skip, times, fault);
        rules.add(rule);
        return rule;
    }

    /** Drops all rules. */
    public void heal() {
        rules.clear();
    }

    /** What came, in order of arrival. */
    public List<S3Request> seen() {
        return List.copyOf(seen);
    }

    /** Forgets what came. */
    public void forget() {
        seen.clear();
    }

    /** Which requests suffer what. */
    public static final class Rule {
        private final Predicate<S3Request> matches;
        private final int skip;
        private final int times;
        private final Fault fault;
        private final AtomicInteger matched = new AtomicInteger();

        private Rule(Predicate<S3Request> matches, int skip, int times, Fault fault) {
            this.matches = matches;
            this.skip = skip;
            this.times = times;
            this.fault = fault;
        }

        private boolean strikes(S3Request request) {
            if (!matches.test(request)) {
                return false;
            }
            int before = matched.getAndIncrement();
            return before >= skip && before - skip < times;
        }

        /** How many requests suffered it. */
        public int struck() {
            return Math.max(0, Math.min(matched.get() - skip, times));
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** A fault breaks connections, and so do clients that gave up: neither is news. */
    private void serve(Socket client) {
        try (client) {
            S3Request request = S3Request.read(client);
            if (request != null) {
                seen.add(request);
                faultOf(request).serve(new Exchange(client, request, upstream));
            }
        } catch (IOException e) {
            return;
        } finally {
            open.remove(client);
        }
    }

    private Fault faultOf(S3Request request) {
        return rules.stream()
                .filter(rule -> rule.strikes(request))
                .findFirst()
                .map(rule -> rule.fault)
                .orElse(Fault.NONE);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : new ArrayList<>(open)) {
            client.close();
        }
        threads.shutdownNow();
    }
}
