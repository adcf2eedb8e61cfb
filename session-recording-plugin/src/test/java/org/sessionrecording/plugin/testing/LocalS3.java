package org.sessionrecording.plugin.testing;

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
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.S3Credentials;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.settings.Secret;
import org.sessionrecording.s3faults.FaultyS3;

/** An S3 server on a folder, which checks signatures. */
public final class LocalS3 implements AutoCloseable {
    public static final String BUCKET = "replays";
    public static final String ACCESS_KEY = "test-access";
    public static final String SECRET_KEY = "test-secret";

    private final S3Proxy server;
    private final Path folder;

    private LocalS3(S3Proxy server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    public static LocalS3 start(Path folder) throws Exception {
        Files.createDirectories(folder.resolve(BUCKET));
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        properties.setProperty("s3proxy.filesystem.basedir", folder.toString());
        S3Proxy server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new LocalS3(server, folder);
    }

    public int port() {
        return server.getPort();
    }

    public String url(String prefix) {
        return url(port(), prefix);
    }

    /** By another port that gives access to this server. */
    public static String url(int port, String prefix) {
        return "http://127.0.0.1:" + port + "/" + BUCKET + "/" + prefix;
    }

    /** A proxy before it that breaks what it is told to. */
    public FaultyS3 faulty() throws IOException {
        return FaultyS3.before(port(), ACCESS_KEY, SECRET_KEY);
    }

    public ArchiveSettings settings(String prefix) {
        return settings(port(), prefix);
    }

    /** By another port that gives access to this server. */
    public static ArchiveSettings settings(int port, String prefix) {
        return new ArchiveSettings(
                S3Url.parse(url(port, prefix)),
                new S3Credentials.Keys(ACCESS_KEY, new Secret(SECRET_KEY)),
                4,
                0,
                Checksum.SHA256);
    }

    /** Where an object's bytes lie on disk. */
    public Path file(String key) {
        return folder.resolve(BUCKET).resolve(key);
    }

    /** Keys of all objects under a prefix, sorted. */
    public List<String> keys(String prefix) throws IOException {
        Path bucket = folder.resolve(BUCKET);
        Path start = bucket.resolve(prefix);
        if (!Files.exists(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
