package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.sessionrecording.wire.WireSamples;

/** Snapshots of real clients, as often as wanted, each time at later instants. */
final class SampleSnapshots {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PLAIN_ERAS = List.of("posthog-js-1.8.0", "posthog-js-1.57.2");

    private final List<ObjectNode> real = new ArrayList<>();

    SampleSnapshots() throws IOException {
        for (String era : PLAIN_ERAS) {
            for (WireSamples.Request request : WireSamples.requests(era)) {
                if (!request.path().startsWith("/decide")) {
                    collect(tree(request.body()));
                }
            }
        }
    }

    /** About {@code rawBytes} of snapshots as JSON texts. */
    List<String> take(long rawBytes, long firstMillis) {
        List<String> texts = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; bytes < rawBytes; i++) {
            ObjectNode snapshot = real.get(i % real.size()).deepCopy();
            snapshot.put("timestamp", firstMillis + 50L * i);
            String text = snapshot.toString();
            texts.add(text);
            bytes += text.length() + 1L;
        }
        return texts;
    }

    private void collect(JsonNode node) {
        if (node.has("$snapshot_data")) {
            JsonNode data = node.get("$snapshot_data");
            (data.isArray() ? data : JSON.createArrayNode().add(data)).forEach(this::add);
        } else {
            node.forEach(this::collect);
        }
    }

    /** What jsonb refuses is left out on both sides, so that the baseline can take part. */
    private void add(JsonNode snapshot) {
        String text = snapshot.toString();
        if (snapshot.has("timestamp")
                && !text.contains("\\u0000")
                && text.chars().noneMatch(c -> c >= 0xD800 && c < 0xE000)) {
            real.add((ObjectNode) snapshot);
        }
    }

    private static JsonNode tree(byte[] body) throws IOException {
        if (body[0] == 0x1F) {
            return JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(body)));
        }
        String form = new String(body, StandardCharsets.US_ASCII);
        int end = form.indexOf('&');
        String data = form.substring("data=".length(), end < 0 ? form.length() : end);
        return JSON.readTree(Base64.getDecoder().decode(URLDecoder.decode(data, StandardCharsets.UTF_8)));
    }
}
