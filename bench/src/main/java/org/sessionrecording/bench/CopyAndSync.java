package org.sessionrecording.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What an operator would script: {@code COPY} each recording's events into a gzipped file, then one {@code aws s3 sync}. */
final class CopyAndSync {
    private final ArchiveFixture fixture;
    private final Path folder;
    private final int s3Port;

    CopyAndSync(ArchiveFixture fixture, Path folder, int s3Port) {
        this.fixture = fixture;
        this.folder = folder;
        this.s3Port = s3Port;
    }

    /** @return seconds */
    double run(int recordings) throws Exception {
        Files.createDirectories(folder);
        long begin = System.nanoTime();
        try (Connection connection = fixture.connect("")) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (int recording = 1; recording <= recordings; recording++) {
                try (OutputStream out =
                        new GZIPOutputStream(Files.newOutputStream(folder.resolve(recording + ".json.gz")))) {
                    copy.copyOut(
                            "copy (select event from baseline_event where recording = " + recording
                                    + " order by n) to stdout",
                            out);
                }
            }
        }
        sync();
        return (System.nanoTime() - begin) / 1e9;
    }

    private void sync() throws IOException, InterruptedException {
        ProcessBuilder aws = new ProcessBuilder(
                        "aws",
                        "s3",
                        "sync",
                        folder.toString(),
                        "s3://" + BenchS3.BUCKET + "/sync",
                        "--only-show-errors",
                        "--endpoint-url",
                        "http://127.0.0.1:" + s3Port)
                .inheritIO();
        aws.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", BenchS3.KEY,
                        "AWS_SECRET_ACCESS_KEY", BenchS3.KEY,
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_REQUEST_CHECKSUM_CALCULATION", "when_required",
                        "AWS_EC2_METADATA_DISABLED", "true"));
        int status = aws.start().waitFor();
        if (status != 0) {
            throw new IOException("Cannot measure: aws s3 sync ended with " + status);
        }
    }
}
