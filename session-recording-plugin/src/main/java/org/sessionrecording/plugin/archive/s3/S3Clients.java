package org.sessionrecording.plugin.archive.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Credentials;
import org.sessionrecording.plugin.settings.S3Url;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * One SDK client per server and key pair, all over one HTTP client. Lives as long as the plugin, which closes it: an open
 * client would hold the plugin's class loader. Safe for use from any thread.
 */
public final class S3Clients implements ObjectStores, AutoCloseable {
    private static final int CONNECTIONS = 128;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final SdkHttpClient http;
    private final Map<Server, S3Client> clients = new ConcurrentHashMap<>();
    private final Deadlines deadlines;

    public S3Clients() {
        this(Deadlines.DEFAULT);
    }

    public S3Clients(Deadlines deadlines) {
        this(
                deadlines,
                Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(SILENCE)
                        .socketTimeout(SILENCE)
                        .connectionMaxIdleTime(SILENCE)
                        .build());
    }

    /** Closes {@code http} when it is closed. */
    S3Clients(Deadlines deadlines, SdkHttpClient http) {
        this.deadlines = deadlines;
        this.http = http;
    }

    private record Server(
            Optional<String> endpoint, Optional<String> region, boolean pathStyle, S3Credentials credentials) {}

    @Override
    public ObjectStore open(S3Url place, ArchiveSettings settings) {
        Server server = new Server(place.endpoint(), place.region(), place.pathStyle(), settings.credentials());
        S3Client client = clients.computeIfAbsent(server, this::client);
        return new S3ObjectStore(new S3Bucket(client, place.bucket(), settings.checksum(), deadlines(settings)));
    }

    /** Where all writes together are held back, each may take longer. */
    private Deadlines deadlines(ArchiveSettings settings) {
        return settings.bytesPerSecond() == 0
                ? deadlines
                : deadlines.atMost(settings.bytesPerSecond() / settings.concurrency() / 2);
    }

    private S3Client client(Server server) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(Region.of(server.region().orElse("us-east-1")))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(server.pathStyle())
                        .chunkedEncodingEnabled(false) // some servers store its frames beside the bytes
                        .build())
                .credentialsProvider(credentials(server.credentials()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(deadlines.retries()));
        server.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Credentials credentials) {
        if (credentials instanceof S3Credentials.Keys keys) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    keys.accessKey(), keys.secretKey().value()));
        }
        return DefaultCredentialsProvider.builder().build();
    }

    @Override
    public void close() {
        clients.values().forEach(S3Client::close);
        clients.clear();
        http.close();
    }
}
