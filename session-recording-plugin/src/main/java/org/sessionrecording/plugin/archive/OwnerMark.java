package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.settings.S3Url;

/** {@code owner.json}: says which project of which installation writes under a prefix, so that no two ever mix. */
final class OwnerMark {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int SALT_BYTES = 32;

    private final JsonMapper json = JsonMapper.builder().build();
    private final ObjectStore store;
    private final S3Url place;

    OwnerMark(ObjectStore store, S3Url root) {
        this.store = store;
        this.place = ArchiveLayout.owner(root);
    }

    /** Takes the prefix where nobody has it. @throws ApiException where somebody else has it */
    void claim(UUID installation, ProjectId project, SecureRandom random) {
        Optional<JsonNode> owner = read();
        if (owner.isEmpty()) {
            write(installation, project, random);
            owner = read(); // ours, or that of whoever was faster
        }
        requireOurs(owner.orElseThrow(() -> failed("it was written and cannot be found", null)), installation, project);
    }

    /** @throws ApiException where somebody else has the prefix; nobody may have it, and it is not taken */
    void requireNotAnothers(UUID installation, ProjectId project) {
        read().ifPresent(owner -> requireOurs(owner, installation, project));
    }

    private void requireOurs(JsonNode found, UUID installation, ProjectId project) {
        if (!isOurs(found, installation, project)) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot archive to the prefix of " + place + ": it belongs to " + named(found)
                            + " (choose another prefix in s3_url, or take it over with rebuild)");
        }
    }

    /** With what the archive's tombstones are made; empty where the archive is nobody's. */
    Optional<byte[]> salt() {
        return read().map(owner -> owner.path("tombstone_salt").asText())
                .filter(salt -> !salt.isEmpty())
                .map(HexFormat.of()::parseHex);
    }

    /**
     * Takes the prefix from whoever has it; every other member stays, that with which tombstones were made above all.
     *
     * @return to whom it belonged; empty where it is nobody's, or ours already
     */
    Optional<String> takeOver(UUID installation, ProjectId project) {
        Optional<JsonNode> owner = read().filter(found -> !isOurs(found, installation, project));
        owner.ifPresent(found -> {
            ObjectNode ours = found.deepCopy();
            put(ours.put("installation", installation.toString()).put("project", project.value()), false);
        });
        return owner.map(OwnerMark::named);
    }

    private static boolean isOurs(JsonNode owner, UUID installation, ProjectId project) {
        return owner.path("installation").asText().equals(installation.toString())
                && owner.path("project").asLong() == project.value();
    }

    private static String named(JsonNode owner) {
        return "project " + owner.path("project").asText() + " of installation "
                + owner.path("installation").asText();
    }

    private Optional<JsonNode> read() {
        Optional<Content> content = store.read(place.path());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = content.get().stream()) {
            JsonNode owner = json.readTree(in.readNBytes(MOST_BYTES));
            if (owner == null || !owner.isObject()) {
                throw failed("it is no JSON object", null);
            }
            return Optional.of(owner);
        } catch (IOException e) {
            throw failed("it is not readable as JSON", e);
        }
    }

    private void write(UUID installation, ProjectId project, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        ObjectNode owner = json.createObjectNode()
                .put("installation", installation.toString())
                .put("project", project.value())
                .put("tombstone_salt", HexFormat.of().formatHex(salt));
        put(owner, true);
    }

    private void put(ObjectNode owner, boolean onlyIfAbsent) {
        byte[] bytes = owner.toString().getBytes(StandardCharsets.UTF_8);
        store.put(new Write(
                place.path(),
                MemoryBody.of(bytes),
                Map.of("content-type", "application/json"),
                Map.of(),
                Sha256.of(bytes),
                onlyIfAbsent));
    }

    private ApiException failed(String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new ApiException(
                ApiException.Kind.ARCHIVE,
                "Cannot tell whose the archive is: " + place + ": " + why + " (look at that object)",
                cause);
    }
}
