package org.sessionrecording.plugin.archive.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.S3Credentials;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.settings.Secret;

/** npm's s3rver: another S3, which knows no conditional writes, no checksums, and cannot drop parts. */
final class S3rver implements AutoCloseable {
    private static final String BUCKET = "replays";
    private static final String KEY = "S3RVER";

    private final Process process;
    private final int port;

    private S3rver(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static S3rver start(Path folder) throws IOException {
        Process process = new ProcessBuilder("node", "start.mjs", folder.toString(), BUCKET)
                .directory(Path.of(System.getProperty("basedir"), "src", "test", "s3rver")
                        .toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = said.readLine();
        if (port == null) {
            throw new IOException("s3rver did not start: see what node says above");
        }
        return new S3rver(process, Integer.parseInt(port));
    }

    ArchiveSettings pathStyle(Checksum checksum) {
        return settings("http://127.0.0.1:" + port + "/" + BUCKET + "/x?region=us-east-1", checksum);
    }

    /** The bucket stands in a host's name, which no resolver knows. */
    ArchiveSettings hostStyle(Checksum checksum) {
        return settings("s3://" + BUCKET + "/x?endpoint=http://s3.localhost:" + port + "&style=host", checksum);
    }

    private static ArchiveSettings settings(String url, Checksum checksum) {
        return new ArchiveSettings(S3Url.parse(url), new S3Credentials.Keys(KEY, new Secret(KEY)), 4, 0, checksum);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close(); // its input: it ends
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
