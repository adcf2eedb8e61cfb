package org.sessionrecording.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.sessionrecording.api.ApiException;

/** Asks whether ports are free before anything is started that would fail half-way. */
final class Ports {
    private Ports() {}

    static void requireFree(int port, String what) {
        try (ServerSocket socket = new ServerSocket(port)) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot start " + what + " on port " + port
                            + ": it is in use (stop what uses it, or choose another: --port N)",
                    e);
        }
    }

    static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot find a free port: " + e.getMessage(), e);
        }
    }
}
