package org.sessionrecording.s3faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** The server that works. */
final class Upstream {
    private final int port;
    private final Signer signer;

    Upstream(int port, Signer signer) {
        this.port = port;
        this.signer = signer;
    }

    Signer signer() {
        return signer;
    }

    /** The answer, head and body, up to its end. The caller closes. */
    InputStream ask(S3Request request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request.head());
            request.body().transferTo(out);
            out.flush();
            return new SocketStream(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static final class SocketStream extends java.io.FilterInputStream {
        private final Socket socket;

        SocketStream(Socket socket) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
