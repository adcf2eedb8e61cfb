package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Head;
import org.sessionrecording.plugin.archive.Verification.Found;

/** What a server says of an object is believed where it is the whole object's hash, and only then. */
class VerificationTest {
    private static final byte[] OURS = "ours".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHERS = "else".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = Sha256.of(OURS);

    private final Verification believing = new Verification(true, new Bandwidth(0));
    private final Verification reading = new Verification(false, new Bandwidth(0));

    /** A store that answers so to HEAD, and so to GET. */
    private static ObjectStore store(Optional<Head> head, Optional<byte[]> content) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "head" -> head;
                    case "read" -> content.map(bytes -> new Content(bytes.length, new ByteArrayInputStream(bytes)));
                    default -> throw new AssertionError(method);
                });
    }

    private static Optional<Head> head(long bytes, String sha256) {
        return Optional.of(new Head(bytes, Optional.of(sha256)));
    }

    private static Found check(Verification verification, ObjectStore store) {
        return verification.check(store, "key", OURS.length, SHA256);
    }

    @Test
    void the_servers_own_hash_is_held_against_ours() {
        assertThat(check(believing, store(head(OURS.length, SHA256), Optional.empty())))
                .isEqualTo(Found.SAME);
        assertThat(check(believing, store(head(OURS.length, Sha256.of(OTHERS)), Optional.of(OURS))))
                .as("as long, and other bytes")
                .isEqualTo(Found.OTHER);
        assertThat(check(believing, store(head(OURS.length + 1, SHA256), Optional.of(OURS))))
                .isEqualTo(Found.OTHER);
        assertThat(check(believing, store(Optional.empty(), Optional.of(OURS)))).isEqualTo(Found.NOTHING);
    }

    @Test
    void without_one_the_bytes_are_read_back() {
        Optional<Head> silent = Optional.of(new Head(OURS.length, Optional.empty()));
        assertThat(check(believing, store(silent, Optional.of(OURS)))).isEqualTo(Found.SAME);
        assertThat(check(believing, store(silent, Optional.of(OTHERS)))).isEqualTo(Found.OTHER);
        assertThat(check(believing, store(silent, Optional.empty()))).isEqualTo(Found.NOTHING);
    }

    @Test
    void a_server_whose_hashes_were_not_seen_to_be_checked_is_not_believed() {
        assertThat(check(reading, store(head(OURS.length, SHA256), Optional.of(OTHERS))))
                .isEqualTo(Found.OTHER);
        assertThat(check(reading, store(Optional.empty(), Optional.of(OURS)))).isEqualTo(Found.SAME);
    }
}
