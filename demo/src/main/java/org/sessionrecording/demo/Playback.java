package org.sessionrecording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sessionrecording.api.ApiException;

/** Knows what a recording's snapshots are, to the byte, wherever they lie: hashes of them by the recording's link. */
final class Playback {
    private static final byte[] BEFORE = "\"snapshots\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "],\"chunks\":[".getBytes(StandardCharsets.US_ASCII);

    private final DemoProject project;

    Playback(DemoProject project) {
        this.project = project;
    }

    Map<String, String> hashes(List<JsonNode> recordings) {
        Map<String, String> hashes = new TreeMap<>();
        for (JsonNode recording : recordings) {
            byte[] document = project.document(recording);
            hashes.put(recording.path("path").asText(), hash(document));
        }
        return hashes;
    }

    /** Of what stands between the head and the tail: both are ASCII whose own quotes are escaped, so neither hides a mark. */
    static String hash(byte[] document) {
        int from = indexOf(document, BEFORE, 0, 1);
        int to = indexOf(document, AFTER, document.length - AFTER.length, -1);
        if (from < 0 || to < from) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot find the snapshots in a recording's document");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(document, from + BEFORE.length, to - from - BEFORE.length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot hash: this Java has no SHA-256", e);
        }
    }

    private static int indexOf(byte[] in, byte[] mark, int start, int step) {
        for (int i = start; i >= 0 && i + mark.length <= in.length; i += step) {
            if (Arrays.equals(in, i, i + mark.length, mark, 0, mark.length)) {
                return i;
            }
        }
        return -1;
    }
}
