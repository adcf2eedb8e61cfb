package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final String SNAPSHOT = "{\"type\":4,\"data\":{},\"timestamp\":1795463508033}";
    private static final String EVENT = "{\"event\":\"click\",\"distinct_id\":\"ada\",\"properties\":{\"n\":1}}";

    private static WireEvent only(DecodedRequest request) {
        assertThat(request.problems()).isEmpty();
        assertThat(request.events()).hasSize(1);
        return request.events().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batch\":[E],\"sent_at\":\"2026-11-23T19:53:23.265Z\",\"api_key\":\"phc\"}",
                "{\"token\":\"phc\",\"sentAt\":1795463603265,\"batch\":[E]}",
                "{\"data\":[E],\"token\":\"phc\",\"sent_at\":\"2026-11-23T20:53:23.265+01:00\"}",
                "{\"sent_at\":\"2026-11-23T19:53:23.265\",\"data\":E,\"api_key\":\"phc\"}",
                "{\"data\":\"B\",\"token\":\"phc\",\"sent_at\":\"2026-11-23T19:53:23.265Z\"}"
            })
    void reads_batches_whose_members_come_in_any_order(String body) {
        String encoded = Base64.getEncoder().encodeToString(EVENT.getBytes(StandardCharsets.UTF_8));

        try (DecodedRequest request =
                Requests.decode(body.replace("E", EVENT).replace("\"B\"", "\"" + encoded + "\""))) {
            assertThat(request.token()).contains("phc");
            assertThat(request.sentAt()).contains(Instant.parse("2026-11-23T19:53:23.265Z"));
            assertThat(only(request).name()).isEqualTo("click");
            assertThat(only(request).distinctId()).contains("ada");
            assertThat(only(request).propertiesJson()).asString().isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void reads_an_event_whose_members_come_in_any_order() {
        String event = "{\"properties\":{\"$snapshot_data\":[" + SNAPSHOT + "],\"big\":{\"a\":[1]},\"$lib\":\"web\","
                + "\"$window_id\":\"w\",\"distinct_id\":\"ada\",\"$session_id\":\"s\"},\"offset\":2874,\"event\":\"$snapshot\","
                + "\"data\":{\"x\":1},\"token\":\"phc\"}";

        try (DecodedRequest request = Requests.decode(event)) {
            WireEvent found = only(request);
            assertThat(found.sessionId()).contains("s");
            assertThat(found.windowId()).contains("w");
            assertThat(found.distinctId()).contains("ada");
            assertThat(found.properties()).containsExactlyEntriesOf(Collections.singletonMap("$lib", "web"));
            assertThat(Requests.snapshots(found)).containsExactly(SNAPSHOT);
            assertThat(found.sentAt()).contains(Instant.ofEpochMilli(1795463508033L + 2874));
        }
    }

    @Test
    void takes_the_token_from_the_url_or_an_event_where_the_body_has_none() {
        byte[] body = Requests.utf8("[" + EVENT + "]");
        RequestLine line = RequestLine.of("/e/", "token=phc_url&_=1795463508033", "");

        try (DecodedRequest request = Requests.decode(body, line, WireLimits.DEFAULTS);
                DecodedRequest ofEvent = Requests.decode("[" + Requests.snapshotEvent(SNAPSHOT) + "]");
                DecodedRequest none = Requests.decode("[" + EVENT + "]")) {
            assertThat(request.token()).contains("phc_url");
            assertThat(only(request).sentAt()).contains(Instant.ofEpochMilli(1795463508033L));
            assertThat(ofEvent.token()).contains("phc_test");
            assertThat(none.token()).isEmpty();
        }
    }

    @Test
    void loses_no_good_event_to_a_bad_one() {
        String longId = "x".repeat(1_001);
        String body = "{\"batch\":[" + EVENT + ",7,{\"distinct_id\":\"ada\"}," + EVENT.replace("ada", longId) + ","
                + EVENT.replace("\"n\":1", "\"$session_id\":\"a\\u0000b\"") + ","
                + EVENT.replace("\"n\":1", "\"$window_id\":\"\\ud83c\"") + ","
                + EVENT.replace("\"n\":1", "\"token\":\"phc_other\"") + ","
                + Requests.snapshotEvent("[]").replace("phc_test", "phc") + ","
                + EVENT.replace("{\"n\":1}", "[]") + "," + EVENT + "],\"api_key\":\"phc\"}";

        try (DecodedRequest request = Requests.decode(body)) {
            assertThat(request.events()).extracting(WireEvent::index).containsExactly(0, 9);
            assertThat(request.problems())
                    .extracting(problem -> problem.event() + " " + problem.path())
                    .containsExactlyInAnyOrder(
                            "1 batch[1]",
                            "2 batch[2].event",
                            "3 batch[3].distinct_id",
                            "4 batch[4].properties.$session_id",
                            "5 batch[5].properties.$window_id",
                            "6 batch[6].token",
                            "7 batch[7].properties.$snapshot_data",
                            "8 batch[8].properties");
        }
    }

    @Test
    void keeps_ids_exactly_as_sent() {
        String id = "\\ud83c\\u0000ş/../~";

        try (DecodedRequest request = Requests.decode(EVENT.replace("ada", id))) {
            assertThat(only(request).distinctId()).contains("\ud83c\0ş/../~");
        }
        try (DecodedRequest request = Requests.decode(EVENT.replace("\"ada\"", "17"))) {
            assertThat(only(request).distinctId()).contains("17");
        }
        try (DecodedRequest request = Requests.decode(EVENT.replace("\"ada\"", "null"))) {
            assertThat(only(request).distinctId()).isEmpty();
        }
    }

    @Test
    void counts_code_points_of_a_distinct_id() {
        String most = "\ud83c\udf89".repeat(1_000);

        try (DecodedRequest request = Requests.decode(EVENT.replace("ada", most))) {
            assertThat(only(request).distinctId()).contains(most);
        }
    }

    @Test
    void refuses_a_request_of_too_many_events() {
        String body = "[" + "{},".repeat(10_000) + "{}]";

        assertThatThrownBy(() -> Requests.decode(body))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("more than 10000 events")
                .extracting(e -> ((WireException) e).fault())
                .isEqualTo(Fault.OVER_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{}",
                "null",
                "[{}",
                "{\"batch\":[{\"event\":\"x\"}]",
                "[{\"event\":\"x\"}] trailing",
                "[{'a':1}]"
            })
    void refuses_a_body_without_events_or_of_broken_json(String body) {
        assertThatThrownBy(() -> Requests.decode(body))
                .isInstanceOf(WireException.class)
                .extracting(e -> ((WireException) e).fault())
                .isEqualTo(Fault.UNDECODABLE);
    }

    @Test
    void refuses_invalid_utf8_by_its_byte() {
        byte[] body = Requests.utf8(EVENT);
        body[11] = (byte) 0xFF;

        assertThatThrownBy(() -> Requests.decode(body, Requests.PLAIN, WireLimits.DEFAULTS))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("UTF-8 at byte 11 ");
    }

    @Test
    void gives_equal_events_of_one_request_keys_of_their_own_and_a_repeat_the_same_ones() {
        String two = "[" + Requests.snapshotEvent(SNAPSHOT) + "," + Requests.snapshotEvent(SNAPSHOT) + "]";

        try (DecodedRequest request = Requests.decode(two);
                DecodedRequest again = Requests.decode(two)) {
            byte[] first = request.events().get(0).key();
            byte[] second = request.events().get(1).key();
            assertThat(first)
                    .isNotEqualTo(second)
                    .isEqualTo(again.events().get(0).key());
            assertThat(second).isEqualTo(again.events().get(1).key());
        }
    }

    @Test
    void tells_events_apart_by_all_that_was_received() {
        String event = Requests.snapshotEvent(SNAPSHOT);
        String[] others = {
            event.replace("\"s1\"", "\"s2\""),
            event.replace("\"w1\"", "\"w2\""),
            event.replace("ada", "bob"),
            event.replace("8033", "8034"),
            event.replace("\"event\"", "\"offset\":1,\"event\""),
            event.replace("\"event\"", "\"timestamp\":\"2026-11-23T19:53:23Z\",\"event\"")
        };

        try (DecodedRequest request = Requests.decode("[" + event + "," + String.join(",", others) + "]");
                DecodedRequest later =
                        Requests.decode(Requests.utf8(event), RequestLine.of("/s/", "_=17", ""), WireLimits.DEFAULTS)) {
            assertThat(request.events())
                    .hasSize(7)
                    .extracting(found -> Base64.getEncoder().encodeToString(found.key()))
                    .doesNotHaveDuplicates()
                    .doesNotContain(Base64.getEncoder()
                            .encodeToString(later.events().get(0).key()));
        }
    }

    @Test
    void takes_a_uuid_as_key_and_nothing_that_only_looks_like_one() {
        String uuid = "01A209F8-5888-7b66-9283-5600a74820ec";

        try (DecodedRequest request =
                Requests.decode("[" + EVENT.replace("\"event\"", "\"uuid\":\"" + uuid + "\",\"event\"") + ","
                        + EVENT.replace("\"event\"", "\"uuid\":\"1-1-1-1-1\",\"event\"") + "]")) {
            assertThat(request.events().get(0).key()).asHexString().isEqualTo("01A209F858887B6692835600A74820EC");
            assertThat(request.events().get(1).key()).asHexString().doesNotStartWith("00000001");
        }
    }

    @Test
    void says_nothing_for_a_client_that_says_nothing() {
        ClientHello hello = new WireDecoder(WireLimits.DEFAULTS)
                .decodeHello(new ByteArrayInputStream(new byte[0]), RequestLine.of("/flags/", "token=phc", ""));

        assertThat(hello.token()).contains("phc");
        assertThat(hello.distinctId()).isEmpty();
    }

    @Test
    void hears_where_a_client_is() {
        String body =
                "{\"$current_url\":5,\"person_properties\":{\"$current_url\":\"http://a/\",\"plan\":\"pro\",\"x\":{}},"
                        + "\"api_key\":\"phc\",\"$session_id\":\"s\",\"$distinct_id\":\"ada\"}";

        ClientHello hello = new WireDecoder(WireLimits.DEFAULTS)
                .decodeHello(new ByteArrayInputStream(Requests.utf8(body)), Requests.PLAIN);

        assertThat(hello.url()).contains("http://a/");
        assertThat(hello.distinctId()).contains("ada");
        assertThat(hello.sessionId()).contains("s");
        assertThat(hello.properties()).containsEntry("plan", "pro");
    }
}
