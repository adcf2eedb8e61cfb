package org.sessionrecording.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port of the kind that a forged recording would phone home to: notes every connection, answers none. */
final class Eavesdropper implements AutoCloseable {
    private final ServerSocket port;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Eavesdropper() throws IOException {
        port = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::listen, "eavesdropper");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + port.getLocalPort();
    }

    /** The first line of each connection, or what else is known of it. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void listen() {
        while (!port.isClosed()) {
            try (Socket socket = port.accept()) {
                socket.setSoTimeout(500);
                byte[] line = new byte[120];
                int length = read(socket, line);
                heard.add(
                        length <= 0
                                ? "a bare connection"
                                : new String(line, 0, length, java.nio.charset.StandardCharsets.US_ASCII));
            } catch (IOException e) {
                if (!port.isClosed()) {
                    heard.add(e.toString());
                }
            }
        }
    }

    private static int read(Socket socket, byte[] line) throws IOException {
        try {
            return socket.getInputStream().read(line);
        } catch (java.net.SocketTimeoutException e) {
            return 0; // a connection without a request, as a preconnect makes
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
