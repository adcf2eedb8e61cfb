package org.sessionrecording.plugin.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sessionrecording.plugin.archive.MemoryBody;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.MultipartUploads.Part;
import org.sessionrecording.plugin.archive.MultipartUploads.SentPart;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.archive.Sha256;

/** What buckets do besides that take objects in parts, and can drop them. */
abstract class MultipartContract extends ObjectStoreContract {
    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<SentPart> send(Upload upload, byte[]... parts) {
        List<SentPart> sent = new ArrayList<>();
        for (byte[] part : parts) {
            sent.add(store().multipart().send(upload, new Part(sent.size() + 1, MemoryBody.of(part), Sha256.of(part))));
        }
        return sent;
    }

    @Test
    void joins_parts_to_one_object() throws IOException {
        MultipartUploads multipart = store().multipart();
        byte[] first = bytes(5 << 20, 1);
        byte[] last = bytes(1_000, 2);
        Upload upload = multipart.begin("parts/joined", HEADERS, Map.of("tail", "7"));
        List<SentPart> sent = send(upload, first, last);
        assertThat(store().head("parts/joined")).isEmpty();

        assertThat(multipart.complete(upload, sent, writesOnce())).isEqualTo(Written.WRITTEN);

        byte[] whole = Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, whole, first.length, last.length);
        assertThat(read("parts/joined")).isEqualTo(whole);
        assertThat(store().head("parts/joined").orElseThrow().sha256().filter(sha -> !sha.equals(Sha256.of(whole))))
                .isEmpty();
    }

    @Test
    void an_upload_that_was_aborted_leaves_nothing() {
        MultipartUploads multipart = store().multipart();
        Upload upload = multipart.begin("parts/aborted", HEADERS, Map.of());
        send(upload, bytes(100, 3));
        assertThat(multipart.open("parts/aborted")).extracting(Upload::key).containsExactly("parts/aborted");

        multipart.abort(upload);
        multipart.abort(upload);

        assertThat(multipart.open("parts/aborted")).isEmpty();
        assertThat(store().head("parts/aborted")).isEmpty();
        assertThat(store().list("parts/aborted", "").objects()).isEmpty();
    }

    @Test
    void an_upload_is_forgotten_once_it_was_begun_long_ago() {
        MultipartUploads multipart = store().multipart();
        Instant before = Instant.now().minus(Duration.ofHours(1));
        Upload upload = multipart.begin("parts/forgotten", HEADERS, Map.of());

        assertThat(multipart.forgotten("parts/forgotten", before)).isEmpty();
        assertThat(multipart.forgotten("parts/forgotten", before.plus(Duration.ofHours(2))))
                .containsExactly(upload);
        multipart.abort(upload);
    }

    @Test
    void an_upload_that_the_server_does_not_know_is_not_taken_for_written() {
        MultipartUploads multipart = store().multipart();
        Upload upload = multipart.begin("parts/unknown", HEADERS, Map.of());
        List<SentPart> sent = send(upload, bytes(100, 4));
        multipart.abort(upload);

        assertThat(multipart.complete(upload, sent, false)).isEqualTo(Written.EXISTS);
        assertThat(store().head("parts/unknown")).isEmpty();
    }
}
