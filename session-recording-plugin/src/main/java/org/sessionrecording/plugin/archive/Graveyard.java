package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.SnapshotSource.Tombstone;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * The tombstones of an archive: what was erased, as HMACs under the salt of {@code owner.json}, and when. A tombstone is
 * called after the HMAC of its own text, so it is written once, and none can be made up by who does not know the salt.
 */
final class Graveyard {
    private static final int MOST_BYTES = 16 << 20;

    private final JsonMapper json = JsonMapper.builder().build();
    private final ObjectStore store;
    private final S3Url root;
    private final Optional<byte[]> salt;

    Graveyard(ObjectStore store, S3Url root) {
        this.store = store;
        this.root = root;
        this.salt = new OwnerMark(store, root).salt();
    }

    /** Puts a tombstone; where the archive is nobody's there is nothing that could come back, and nothing is put. */
    void bury(ProjectId project, Tombstone tombstone) {
        if (salt.isEmpty()) {
            return;
        }
        byte[] text = text(salt.get(), project.value(), tombstone);
        store.put(new Write(
                ArchiveLayout.tombstone(root, hmac(salt.get(), text)).path(),
                MemoryBody.of(text),
                Map.of("content-type", "application/json"),
                Map.of(),
                Sha256.of(text),
                true));
    }

    private byte[] text(byte[] key, long project, Tombstone tombstone) {
        ObjectNode text = json.createObjectNode()
                .put("version", 1)
                .put("erased_at", Timestamps.rfc3339(tombstone.erasedAt()))
                .put("project", project);
        tombstone.escapedId().ifPresent(id -> text.put("distinct_id", mark(key, project, "distinct_id", id)));
        marks(text.putArray("session_ids"), key, project, "session_id", tombstone.sessionIds());
        marks(text.putArray("paths"), key, project, "path", tombstone.paths());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void marks(ArrayNode into, byte[] key, long project, String kind, List<String> values) {
        values.stream().map(value -> mark(key, project, kind, value)).sorted().forEach(into::add);
    }

    /** All tombstones, for who rebuilds recordings from the archive. */
    Graves read() {
        Graves graves = new Graves();
        if (salt.isPresent()) {
            String prefix = ArchiveLayout.tombstones(root).path();
            store.forEach(prefix, listed -> read(listed.key(), salt.get(), graves));
        }
        return graves;
    }

    private void read(String key, byte[] salt, Graves graves) {
        Optional<Content> content = store.read(key);
        if (content.isEmpty()) {
            return;
        }
        try (InputStream in = content.get().stream()) {
            byte[] text = in.readNBytes(MOST_BYTES);
            if (!key.endsWith("/" + hmac(salt, text) + ".json")) {
                throw unreadable(key, "it is not what it was written as", null);
            }
            graves.add(salt, json.readTree(text));
        } catch (IOException | DateTimeException e) {
            throw unreadable(key, String.valueOf(e.getMessage()), e);
        }
    }

    private static ApiException unreadable(String key, String why, @Nullable Exception cause) {
        return new ApiException(
                ApiException.Kind.ARCHIVE,
                "Cannot read the tombstone " + key + ": " + why
                        + " (look at it: what it says was erased must not be brought back)",
                cause);
    }

    static String mark(byte[] key, long project, String kind, String value) {
        return hmac(key, (project + "\0" + kind + "\0" + value).getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot mark what was erased: this JVM lacks HmacSHA256", e);
        }
    }
}
