package org.sessionrecording.demo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.sessionrecording.api.ApiException;

/** An S3 server on this machine alone that keeps objects as files, and checks signatures. Runs until closed. */
final class EmbeddedS3 implements AutoCloseable {
    static final String BUCKET = "replays";

    private final S3Proxy server;

    private EmbeddedS3(S3Proxy server) {
        this.server = server;
    }

    static EmbeddedS3 start(Path folder, Credentials credentials) {
        try {
            Files.createDirectories(folder.resolve(BUCKET));
            Properties properties = new Properties();
            properties.setProperty("jclouds.filesystem.basedir", folder.toString());
            S3Proxy server = S3Proxy.builder()
                    .blobStore(BlobStores.create("filesystem-nio2", properties))
                    .endpoint(URI.create("http://127.0.0.1:" + credentials.s3Port()))
                    .awsAuthentication(AuthenticationType.AWS_V4, credentials.s3AccessKey(), credentials.s3SecretKey())
                    .build();
            server.start();
            return new EmbeddedS3(server);
        } catch (Exception e) { // s3proxy declares no narrower one
            throw new ApiException(
                    ApiException.Kind.INTERNAL,
                    "Cannot start the embedded S3 server on port " + credentials.s3Port() + ": " + e.getMessage()
                            + " (stop what uses the port, or use another folder: --data DIR)",
                    e);
        }
    }

    /** As the host's {@code S3_URL} takes it. */
    String url() {
        return "http://127.0.0.1:" + server.getPort() + "/" + BUCKET;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
