package org.sessionrecording.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server of our own that keeps objects as files. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "local";
    static final String SECRET_KEY = "local-secret";
    private static final String BUCKET = "replays";

    private final S3Proxy server;
    private final Path bucket;

    S3Server(Path folder) throws Exception {
        bucket = Files.createDirectories(folder.resolve(BUCKET));
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
    }

    /** As the setting {@code s3_url} wants it. */
    String url() {
        return "http://127.0.0.1:" + server.getPort() + "/" + BUCKET + "/main";
    }

    /** Where an object's bytes lie on disk. */
    Path file(String key) {
        return bucket.resolve(key);
    }

    /** Keys of all objects of recordings. */
    List<String> recordings() throws IOException {
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .filter(key -> key.matches(".*/session_recording/v1/.*\\.json"))
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
