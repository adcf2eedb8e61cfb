package org.sessionrecording.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A client that sends snapshots, over connections that stay open, and is content only with 200. */
final class Sender {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    Sender(int port, String path) {
        this.uri = URI.create("http://127.0.0.1:" + port + path);
    }

    /** Sends a session's bodies one after the other. */
    void send(List<byte[]> bodies) throws IOException, InterruptedException {
        for (byte[] body : bodies) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200 || answer.body().contains("refused")) {
                throw new IOException("Cannot measure: the host answered " + answer.statusCode() + " " + answer.body());
            }
        }
    }
}
