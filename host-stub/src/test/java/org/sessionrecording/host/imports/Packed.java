package org.sessionrecording.host.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Snapshots as servers of 2021 packed them. */
final class Packed {
    private Packed() {}

    /** A JSON array of snapshots that do not shrink much. */
    static String snapshots(Instant from, String text, int count) {
        Random random = new Random(7);
        return IntStream.range(0, count)
                .mapToObj(i -> ImportContract.snapshot(
                        from.plusMillis(i),
                        text + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong())))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** @param charset {@code UTF-16} with a byte order mark, big-endian, as Java makes it; others without */
    static String base64(String json, String charset) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(Charset.forName(charset)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    static List<EventsTable.Row> rows(
            String distinctId, String session, String chunkId, String json, int count, Instant at, String charset) {
        String data = base64(json, charset);
        int size = (data.length() + count - 1) / count;
        List<EventsTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String piece = data.substring(Math.min(data.length(), i * size), Math.min(data.length(), (i + 1) * size));
            rows.add(EventsTable.Row.snapshot(
                    distinctId,
                    session,
                    at.plusMillis(i),
                    "{\"chunk_id\":\"" + chunkId + "\",\"chunk_index\":" + i + ",\"chunk_count\":" + count
                            + ",\"data\":\"" + piece
                            + "\",\"compression\":\"gzip-base64\",\"has_full_snapshot\":false}"));
        }
        return rows;
    }
}
