package org.sessionrecording.plugin.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.LocalS3;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A bucket on s3proxy. */
class S3ProxyIT extends MultipartContract {
    @TempDir
    private static Path folder;

    private static LocalS3 s3;
    private static S3Clients clients;

    @BeforeAll
    static void start() throws Exception {
        s3 = LocalS3.start(folder);
        clients = new S3Clients();
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
        s3.close();
    }

    @Override
    ObjectStore store(Checksum checksum) {
        ArchiveSettings settings = s3.settings("x").withChecksum(checksum);
        return clients.open(settings.url(), settings);
    }

    /** As any client sees it, not only the SDK that wrote it. */
    @Test
    void keeps_the_headers_of_the_contract_exactly() throws Exception {
        store().put(write("headers", "bytes", true));

        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(presigned("headers")).build(), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(answer.headers().firstValue("cache-control")).contains("private, no-transform");
        assertThat(answer.headers().firstValue("x-amz-meta-tail")).contains("7");
        assertThat(answer.body()).asString().isEqualTo("bytes");
    }

    private static URI presigned(String key) throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + s3.port()))
                .region(Region.US_EAST_1)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY)))
                .build()) {
            return presigner
                    .presignGetObject(request -> request.signatureDuration(java.time.Duration.ofMinutes(1))
                            .getObjectRequest(get -> get.bucket(LocalS3.BUCKET).key(key)))
                    .url()
                    .toURI();
        }
    }

    @Test
    void a_bucket_that_does_not_exist_is_an_error_and_not_an_empty_archive() {
        ArchiveSettings settings = s3.settings("x");
        S3Url elsewhere = S3Url.parse("http://127.0.0.1:" + s3.port() + "/nobody/x");
        ObjectStore missing = clients.open(elsewhere, settings);

        assertThatThrownBy(() -> missing.put(write("a", "b", true)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("create the bucket");
        assertThatThrownBy(() -> missing.read("a")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> missing.list("a", "")).isInstanceOf(ApiException.class);
    }

    @Test
    void says_what_to_do_where_nobody_listens() {
        S3Url nowhere = S3Url.parse("http://127.0.0.1:1/replays/x");

        assertThatThrownBy(() -> clients.open(nowhere, s3.settings("x")).head("a"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.ARCHIVE))
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("check the endpoint");
    }
}
