package org.sessionrecording.plugin.enrich;

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

/** The rrweb events that real clients sent, decoded here a second time: independently of the host. */
final class RealTraffic {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RealTraffic() {}

    static List<JsonNode> events(String era) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.path().equals("/s/")) {
                collect(JSON.readTree(plain(request.body())), found);
            }
        }
        return found;
    }

    private static void collect(JsonNode body, List<JsonNode> into) throws IOException {
        for (JsonNode event : body.isArray() ? body : JSON.createArrayNode().add(body)) {
            JsonNode data = event.at("/properties/$snapshot_data");
            for (JsonNode snapshot :
                    data.isArray() ? data : JSON.createArrayNode().add(data)) {
                into.add(inflated(snapshot));
            }
        }
    }

    /** Only what enrichers read is inflated: the data of full snapshots stays, nobody looks into it. */
    private static JsonNode inflated(JsonNode snapshot) throws IOException {
        if (snapshot.path("data").isTextual()) {
            byte[] gzip = snapshot.get("data").asText().getBytes(StandardCharsets.ISO_8859_1);
            ((ObjectNode) snapshot).set("data", JSON.readTree(gunzip(gzip)));
        }
        return snapshot;
    }

    private static byte[] plain(byte[] body) throws IOException {
        if (body[0] == 0x1f && body[1] == (byte) 0x8b) {
            return gunzip(body);
        }
        String form = new String(body, StandardCharsets.ISO_8859_1);
        if (!form.startsWith("data=")) {
            return body;
        }
        return Base64.getDecoder()
                .decode(URLDecoder.decode(form.substring("data=".length()), StandardCharsets.ISO_8859_1));
    }

    private static byte[] gunzip(byte[] data) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            return in.readAllBytes();
        }
    }
}
