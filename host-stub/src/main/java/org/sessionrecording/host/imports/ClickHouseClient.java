package org.sessionrecording.host.imports;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import org.sessionrecording.api.operation.CancelledException;

/**
 * ClickHouse over HTTP, read only: the server refuses anything else in a GET. It buffers an answer until the query is done,
 * so that a query which fails half-way is an error and not a short answer. For one thread.
 */
final class ClickHouseClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int LONGEST_REASON = 300;
    private static final int BUFFERED = 1 << 20;

    /** A time that ran out, too many queries, no memory, the network. */
    private static final Pattern PASSING = Pattern.compile("Code: (159|202|209|210|241)\\b");

    private final SourceUrl url;
    private final String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    ClickHouseClient(SourceUrl url, Credentials credentials) {
        this.url = url;
        String pair = credentials.user().orElse("default") + ":" + credentials.password();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Runs a query that ends in {@code FORMAT RowBinary}; the caller closes the rows, wherever in them it is. */
    RowBinary query(String sql) {
        Outgoing.requireAllowed(url.host());
        URI uri = URI.create(url.tls() + "://" + url.hostInUrl() + ":" + url.port() + "/?database="
                + encoded(url.database()) + "&wait_end_of_query=1&buffer_size=" + BUFFERED + "&query=" + encoded(sql));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .timeout(ANSWER)
                .GET()
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return new RowBinary(response.body());
            }
            throw refused(response);
        } catch (IOException e) {
            throw SourceException.passing(
                    "Cannot read the source: ClickHouse does not answer ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private static SourceException refused(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            String said = new String(body.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
            String message = "Cannot read the source: it answers " + response.statusCode() + " and says: " + said;
            return PASSING.matcher(said).lookingAt()
                    ? SourceException.passing(message, null)
                    : SourceException.lasting(message, null);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
