package org.sessionrecording.s3faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** One request and the connection it came by. For the thread that serves it. */
public final class Exchange {
    private final Socket client;
    private final S3Request request;
    private final Upstream upstream;

    Exchange(Socket client, S3Request request, Upstream upstream) {
        this.client = client;
        this.request = request;
        this.upstream = upstream;
    }

    public S3Request request() {
        return request;
    }

    /** Sends the request on as it came, and the answer back. */
    public void forward() throws IOException {
        forward(request);
    }

    /** Sends another request on, and its answer back. */
    public void forward(S3Request other) throws IOException {
        try (InputStream answer = upstream.ask(other)) {
            answer.transferTo(out());
        }
    }

    /** Sends the request on and keeps the answer, head and body. */
    public byte[] ask() throws IOException {
        try (InputStream answer = upstream.ask(request)) {
            return answer.readAllBytes();
        }
    }

    /** Signs requests that a fault changed. */
    Signer signer() {
        return upstream.signer();
    }

    /** Answers in the server's place. */
    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
        request.body().transferTo(OutputStream.nullOutputStream());
        String lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
        String head = "HTTP/1.1 " + status + " Injected\r\n" + lines + "content-length: " + body.length
                + "\r\nconnection: close\r\n\r\n";
        out().write(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!request.method().equals("HEAD")) {
            out().write(body);
        }
        out().flush();
    }

    /** Where answers go. */
    public OutputStream out() throws IOException {
        return client.getOutputStream();
    }

    /** Breaks the connection off, so that the client sees a reset rather than an end. */
    public void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    /** Waits until the client, or the proxy, closes the connection. */
    public void awaitEnd() throws IOException {
        request.body().transferTo(OutputStream.nullOutputStream());
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
}
