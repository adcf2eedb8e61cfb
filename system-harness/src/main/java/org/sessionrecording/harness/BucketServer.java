package org.sessionrecording.harness;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.sessionrecording.harness.outside.FolderBucket;

/** An S3 server that outlives the hosts, checks signatures, and keeps objects as files, which is how checks read them. */
public final class BucketServer implements AutoCloseable {
    public static final String ACCESS_KEY = "local";
    public static final String SECRET_KEY = "local-secret";
    private static final String BUCKET = "replays";

    private final S3Proxy server;
    private final FolderBucket bucket;

    private BucketServer(S3Proxy server, FolderBucket bucket) {
        this.server = server;
        this.bucket = bucket;
    }

    /** Starts on a free port with its files in {@code folder}. */
    public static BucketServer start(Path folder) {
        try {
            FolderBucket bucket = new FolderBucket(Files.createDirectories(folder.resolve(BUCKET)));
            Properties properties = new Properties();
            properties.setProperty("jclouds.filesystem.basedir", folder.toString());
            S3Proxy server = S3Proxy.builder()
                    .blobStore(BlobStores.create("filesystem-nio2", properties))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    .build();
            server.start();
            return new BucketServer(server, bucket);
        } catch (Exception e) { // s3proxy declares no narrower one
            throw new IllegalStateException("Cannot start an S3 server: " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public FolderBucket bucket() {
        return bucket;
    }

    /** The plugin's settings for it. */
    public Map<String, String> settings() {
        return Map.of(
                "s3_url", "http://127.0.0.1:" + port() + "/" + BUCKET + "/main",
                "s3_access_key", ACCESS_KEY,
                "s3_secret_key", SECRET_KEY);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
