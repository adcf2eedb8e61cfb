package org.sessionrecording.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and an S3 server, passes every byte on as it is, signatures included, and notes each request's
 * line. Understands as much of HTTP/1.1 as it takes to tell one request from the next.
 */
final class CountingProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final int MOST_HEADER_BYTES = 64 * 1024;

    private final ServerSocket listening;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    CountingProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** {@code METHOD path}, in order of arrival. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            threads.submit(() -> pass(client, server));
            threads.submit(() -> {
                try (client;
                        server) {
                    server.getInputStream().transferTo(client.getOutputStream());
                }
                return null;
            });
        }
    }

    private Void pass(Socket client, Socket server) throws IOException {
        try (client;
                server) {
            InputStream in = new BufferedInputStream(client.getInputStream(), MOST_HEADER_BYTES);
            OutputStream out = server.getOutputStream();
            for (String header = header(in); !header.isEmpty(); header = header(in)) {
                if (header.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")) {
                    throw new IOException("Cannot count: a body of unknown length");
                }
                requests.add(header.substring(0, header.lastIndexOf(" HTTP/", header.indexOf("\r\n"))));
                out.write(header.getBytes(StandardCharsets.ISO_8859_1));
                Matcher length = LENGTH.matcher(header);
                copy(in, out, length.find() ? Long.parseLong(length.group(1)) : 0);
                out.flush();
            }
        }
        return null;
    }

    /** Up to and including the empty line; empty at the end of the stream. */
    private static String header(InputStream in) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            header.write(next);
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
            if (header.size() > MOST_HEADER_BYTES) {
                throw new IOException("Cannot count: a header without end");
            }
        }
        return header.toString(StandardCharsets.ISO_8859_1);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[MOST_HEADER_BYTES];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new IOException("Cannot count: a body ended early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
