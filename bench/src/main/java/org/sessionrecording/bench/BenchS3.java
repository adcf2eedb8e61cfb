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
    private static final String KEY = "bench";

    private final S3Proxy server;

    BenchS3(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("replays"));
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

    Map<String, String> settings(String prefix) {
        return Map.of(
                "s3_url", "http://127.0.0.1:" + server.getPort() + "/replays/" + prefix,
                "s3_access_key", KEY,
                "s3_secret_key", KEY);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
