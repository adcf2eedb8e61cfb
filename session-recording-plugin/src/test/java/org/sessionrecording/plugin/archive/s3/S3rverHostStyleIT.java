package org.sessionrecording.plugin.archive.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** A bucket on s3rver, addressed by a host's name. */
class S3rverHostStyleIT extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    private static S3rver server;
    private static S3Clients clients;

    @BeforeAll
    static void start() throws Exception {
        server = S3rver.start(folder);
        clients = new S3Clients(Deadlines.DEFAULT, new ToThisMachine(Apache5HttpClient.create()));
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
    }

    @Override
    ObjectStore store(Checksum checksum) {
        ArchiveSettings settings = server.hostStyle(checksum);
        return clients.open(settings.url(), settings);
    }

    @Override
    boolean writesOnce() {
        return false;
    }

    /** Connects to this machine whatever name is asked for, which stays in the Host header, as a resolver would do. */
    private record ToThisMachine(SdkHttpClient real) implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String host =
                    request.httpRequest().host() + ":" + request.httpRequest().port();
            return real.prepareRequest(HttpExecuteRequest.builder()
                    .request(request.httpRequest().toBuilder()
                            .host("127.0.0.1")
                            .putHeader("Host", host)
                            .build())
                    .contentStreamProvider(request.contentStreamProvider().orElse(null))
                    .build());
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
