package org.sessionrecording.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server on a folder, which checks signatures. */
final class BenchS3 implements AutoCloseable {
    static final String KEY = "bench";
    static final String BUCKET = "replays";

    private final S3Proxy server;

    BenchS3(Path folder) throws Exception {
        Files.createDirectories(folder.resolve(BUCKET));
        Properties properties = new Properties();
        properties.setProperty("s3proxy.filesystem.basedir", folder.toString());
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, KEY)
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    Map<String, String> settings(String prefix) {
        return settings(server.getPort(), prefix);
    }

    /** As it is reached through another port. */
    static Map<String, String> settings(int port, String prefix) {
        return Map.of(
                "s3_url", "http://127.0.0.1:" + port + "/" + BUCKET + "/" + prefix,
                "s3_access_key", KEY,
                "s3_secret_key", KEY);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
