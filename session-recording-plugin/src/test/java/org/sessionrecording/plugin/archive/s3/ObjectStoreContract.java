package org.sessionrecording.plugin.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MemoryBody;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Listed;
import org.sessionrecording.plugin.archive.ObjectStore.Page;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.archive.Sha256;
import org.sessionrecording.plugin.settings.Checksum;

/** What every bucket does, whatever server it is on. */
abstract class ObjectStoreContract {
    static final Map<String, String> HEADERS = Map.of(
            "content-type", "application/json",
            "content-encoding", "gzip",
            "cache-control", "private, no-transform");

    /** The bucket; the same for all tests, each of which has keys of its own. */
    abstract ObjectStore store(Checksum checksum);

    final ObjectStore store() {
        return store(Checksum.SHA256);
    }

    /** Whether the server honours {@code If-None-Match: *}. */
    boolean writesOnce() {
        return true;
    }

    static Write write(String key, String text, boolean onlyIfAbsent) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Write(key, MemoryBody.of(bytes), HEADERS, Map.of("tail", "7"), Sha256.of(bytes), onlyIfAbsent);
    }

    final byte[] read(String key) throws IOException {
        Content content = store().read(key).orElseThrow();
        try (InputStream in = content.stream()) {
            return in.readAllBytes();
        }
    }

    @Test
    void gives_back_what_was_written() throws IOException {
        assertThat(store().put(write("written/a", "first", writesOnce()))).isEqualTo(Written.WRITTEN);

        assertThat(read("written/a")).asString().isEqualTo("first");
        assertThat(store().head("written/a").orElseThrow().bytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void takes_each_checksum(Checksum checksum) throws IOException {
        String key = "checksum/" + checksum;

        store(checksum).put(write(key, "text", false));

        assertThat(read(key)).asString().isEqualTo("text");
        assertThat(store().head(key)
                        .orElseThrow()
                        .sha256()
                        .filter(sha -> !sha.equals(Sha256.of("text".getBytes(UTF_8)))))
                .isEmpty();
    }

    @Test
    void writes_an_object_once() throws IOException {
        store().put(write("once", "first", writesOnce()));

        Written second = store().put(write("once", "second", true));

        assertThat(second).isEqualTo(writesOnce() ? Written.EXISTS : Written.WRITTEN);
        assertThat(read("once")).asString().isEqualTo(writesOnce() ? "first" : "second");
    }

    @Test
    void reads_a_range() throws IOException {
        store().put(write("range", "0123456789", false));

        try (InputStream in = store().readRange("range", 3, 4)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("3456");
        }
    }

    @Test
    void a_range_that_the_object_does_not_hold_fails_rather_than_ends_early() {
        store().put(write("short", "0123456789", false));

        assertThatThrownBy(() -> store().readRange("short", 6, 10))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("4 of 10 bytes");
    }

    @Test
    void a_stream_closed_early_gives_its_connection_back_or_up() throws IOException {
        store().put(write("large", "x".repeat(4 << 20), false));

        for (int i = 0; i < 200; i++) { // more than there are connections
            store().readRange("large", 0, 4 << 20).close();
        }
        assertThat(store().head("large")).isPresent();
    }

    @Test
    void what_is_not_there_is_empty_or_missing() {
        assertThat(store().head("nothing")).isEmpty();
        assertThat(store().read("nothing")).isEmpty();
        assertThatThrownBy(() -> store().readRange("nothing", 0, 1))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.MISSING));
        store().delete("nothing");
    }

    @Test
    void lists_by_prefix_in_order_and_from_a_key_on() {
        List<String> keys = List.of("list/B.json", "list/a/1.json", "list/a/2.2.json", "list/a/2.json", "list/~~.json");
        keys.forEach(key -> store().put(write(key, key, false)));
        store().put(write("list2", "another", false));

        Page all = store().list("list/", "");
        List<String> seen = new ArrayList<>();
        store().forEach("list/", listed -> seen.add(listed.key()));

        assertThat(all.objects()).extracting(Listed::key).isEqualTo(keys);
        assertThat(all.more()).isFalse();
        assertThat(seen).isEqualTo(keys);
        assertThat(all.objects().get(0).bytes()).isEqualTo(11);
        assertThat(store().list("list/", "list/a/2.2.json").objects())
                .extracting(Listed::key)
                .isEqualTo(keys.subList(3, 5));
        assertThat(store().list("list/nothing", "").objects()).isEmpty();
    }

    @Test
    void deletes_one_and_many() {
        List.of("gone/1", "gone/2", "gone/3").forEach(key -> store().put(write(key, key, false)));

        store().delete("gone/1");
        assertThat(store().list("gone/", "").objects()).hasSize(2);

        assertThat(store().deleteAll(List.of("gone/2", "gone/3", "gone/never"))).isEmpty();
        assertThat(store().list("gone/", "").objects()).isEmpty();
    }

    @Test
    void a_server_without_versions_or_locks_says_so() {
        assertThat(store().versioning()).isIn(Versioning.OFF, Versioning.UNSUPPORTED);
        assertThat(store().objectLock()).isEmpty();
    }
}
