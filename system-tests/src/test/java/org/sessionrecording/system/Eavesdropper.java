package org.sessionrecording.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A port of the kind that a forged recording would phone home to: notes every connection, answers none. */
final class Eavesdropper implements AutoCloseable {
    private final ServerSocket port;
    private final List<String> heard = new ArrayList<>();

    Eavesdropper() throws IOException {
        port = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::listen);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "eavesdropper");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + port.getLocalPort();
    }

    /** The first line of each connection, or what else is known of it. */
    List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    private void listen() {
        while (!port.isClosed()) {
            try {
                Socket socket = port.accept();
                int place = note("a bare connection");
                start(() -> read(socket, place));
            } catch (IOException e) {
                if (!port.isClosed()) {
                    note(e.toString());
                }
            }
        }
    }

    private int note(String what) {
        synchronized (heard) {
            heard.add(what);
            return heard.size() - 1;
        }
    }

    /** A connection without a request, as a preconnect makes, stays a bare one. */
    private void read(Socket socket, int place) {
        try (socket) {
            socket.setSoTimeout(500);
            byte[] line = new byte[120];
            int length = socket.getInputStream().read(line);
            if (length > 0) {
                String text = new String(line, 0, length, StandardCharsets.US_ASCII);
                synchronized (heard) {
                    heard.set(place, text);
                }
            }
        } catch (SocketTimeoutException e) {
            return; // noted already
        } catch (IOException e) {
            note(e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
