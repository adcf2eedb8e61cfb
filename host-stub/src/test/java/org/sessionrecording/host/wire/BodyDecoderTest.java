package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodyDecoderTest {
    private static final String EVENT =
            Requests.snapshotEvent("[{\"type\":4,\"data\":{\"href\":\"http://ş/+&=%\"},\"timestamp\":1795463508033}]");
    private static final RequestLine FORM = RequestLine.of("/s/", "", "application/x-www-form-urlencoded");

    private static String decoded(byte[] body, RequestLine line) {
        return decoded(new ByteArrayInputStream(body), line);
    }

    private static String decoded(InputStream body, RequestLine line) {
        try (Spool spool = new BodyDecoder(WireLimits.DEFAULTS).decode(body, line)) {
            return new String(spool.copy(0, spool.size()), StandardCharsets.UTF_8);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] form(String data) {
        return Requests.utf8("data=" + URLEncoder.encode(data, StandardCharsets.UTF_8));
    }

    static Stream<JsonNode> lzSamples() throws IOException {
        try (InputStream in = BodyDecoderTest.class.getResourceAsStream("/wire/lz-string.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
        }
    }

    @Test
    void takes_plain_json_and_gzip_whatever_the_headers_say() {
        RequestLine lies = RequestLine.of("/s/", "compression=gzip-js", "text/plain");

        assertThat(decoded(Requests.utf8(EVENT), lies)).isEqualTo(EVENT);
        assertThat(decoded(Requests.gzip(Requests.utf8(EVENT)), FORM)).isEqualTo(EVENT);
    }

    @Test
    void takes_base64_bare_or_in_a_form_escaped_or_not() {
        String encoded = base64(Requests.utf8(EVENT));

        assertThat(decoded(Requests.utf8(encoded), Requests.PLAIN)).isEqualTo(EVENT);
        assertThat(decoded(form(encoded), FORM)).isEqualTo(EVENT);
        assertThat(decoded(Requests.utf8("data=" + encoded), Requests.PLAIN)).isEqualTo(EVENT);
        assertThat(decoded(Requests.utf8("ip=1&data=" + encoded + "&compression=lz64"), FORM))
                .isEqualTo(EVENT);
    }

    @Test
    void takes_layers_upon_layers() {
        byte[] gzip = Requests.gzip(Requests.utf8(EVENT));

        assertThat(decoded(form(base64(gzip)), FORM)).isEqualTo(EVENT);
        assertThat(decoded(Requests.gzip(form(base64(gzip))), FORM)).isEqualTo(EVENT);
        assertThat(decoded(form(EVENT), FORM)).isEqualTo(EVENT);
    }

    @Test
    void takes_data_from_the_url_of_a_request_without_a_body() {
        RequestLine line = RequestLine.of("/e/", "ip=1&data=" + base64(Requests.utf8(EVENT)), "");

        assertThat(decoded(new byte[0], line)).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @MethodSource("lzSamples")
    void takes_what_lz_string_compressed(JsonNode sample) {
        String expected = sample.get("plain")
                .textValue()
                .replace("\ud83c here", "\\ud83c here")
                .replace("ends \udf89", "ends \\udf89");
        String compressed = sample.get("compressed").textValue();

        assertThat(decoded(Requests.utf8(compressed), Requests.PLAIN)).isEqualTo(expected);
        assertThat(decoded(form(compressed), FORM)).isEqualTo(expected);
        assertThat(decoded(Requests.utf8("data=" + compressed + "&compression=lz64"), FORM))
                .isEqualTo(expected);
    }

    @Test
    void does_not_mind_how_the_network_cuts_a_body() {
        byte[] body = form(base64(Requests.gzip(Requests.utf8(EVENT))));
        for (int most = 1; most < 20; most++) {
            assertThat(decoded(Requests.inPieces(body, most), FORM)).isEqualTo(EVENT);
        }
    }

    @Test
    void says_where_gzip_was_cut_off() {
        byte[] gzip = Requests.gzip(Requests.utf8(EVENT));

        for (int length = 2; length < gzip.length; length += 7) {
            byte[] cut = Arrays.copyOf(gzip, length);
            assertThatThrownBy(() -> decoded(cut, Requests.PLAIN))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("byte " + length)
                    .extracting(e -> ((WireException) e).fault())
                    .isEqualTo(Fault.UNDECODABLE);
        }
    }

    @Test
    void refuses_gzip_whose_content_was_changed() {
        byte[] gzip = Requests.gzip(Requests.utf8(EVENT));
        gzip[gzip.length - 8] ^= 1;

        assertThatThrownBy(() -> decoded(gzip, Requests.PLAIN))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void refuses_a_zip_bomb_before_it_unfolds() {
        byte[] bomb = Requests.gzip(new byte[64 * 1024 * 1024]);

        assertThatThrownBy(() -> decoded(bomb, Requests.PLAIN))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("more than 200 times")
                .extracting(e -> ((WireException) e).fault())
                .isEqualTo(Fault.OVER_LIMIT);
    }

    @Test
    void refuses_a_bomb_in_a_bomb() {
        byte[] bomb = Requests.gzip(Requests.gzip(Requests.gzip(new byte[200 * 1024 * 1024])));

        assertThatThrownBy(() -> decoded(bomb, Requests.PLAIN))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("more than 200 times");
    }

    @Test
    void refuses_a_body_over_its_limit_and_one_that_inflates_over_it() {
        WireLimits small = new WireLimits(1_000, 1_000, 200, 50, 10, 1_000, 1_000, 1_000, 20, 100);
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        String text = "[\"" + base64(noise) + "\"]";

        assertThatThrownBy(() -> Requests.decode(Requests.utf8(text), Requests.PLAIN, small))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("the body has more than 1000 bytes");
        assertThatThrownBy(() -> Requests.decode(
                        Requests.gzip(Requests.utf8("[\"" + "a".repeat(2_000) + "\"]")), Requests.PLAIN, small))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("the decoded body has more than 1000 bytes");
        assertThatThrownBy(() -> Requests.decode(
                        Requests.utf8("NobwRApgbhB2AuYBcYAkBnWBDADugFgPaIA0YOAToThBfAJYTrLgbZ5HwD6A"),
                        Requests.PLAIN,
                        small))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("the LZString body has more than 20 bytes");
    }

    @Test
    void refuses_what_is_encoded_in_no_known_way() {
        assertThatThrownBy(() -> decoded(new byte[] {(byte) 0xFF, 1, 2, 3}, Requests.PLAIN))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("byte 0");
        assertThatThrownBy(() -> decoded(Requests.utf8("a=b&c=d"), FORM))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("no field 'data'");
        assertThatThrownBy(() -> decoded(Requests.utf8("data=%zz"), FORM))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("byte 6");
    }

    @Test
    void never_fails_otherwise_whatever_the_bytes() {
        Random random = new Random(7);
        byte[][] seeds = {
            Requests.utf8(EVENT),
            Requests.gzip(Requests.utf8(EVENT)),
            form(base64(Requests.utf8(EVENT))),
            Requests.utf8(
                    "N4IgpgbhB2AuIC4QBIDOB3AtgIwK4BsIBDAYwFoATASzACcBPACiwHlcKwBrEAGhEwD6AQQIEA1BQD2AdwDKvTAFscwSAFlCAGhABfIA"),
        };
        for (int round = 0; round < 4_000; round++) {
            byte[] body = seeds[round % seeds.length].clone();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try (DecodedRequest request = Requests.decode(body, FORM, WireLimits.DEFAULTS)) {
                request.events().stream().filter(WireEvent::isSnapshot).forEach(Requests::snapshots);
            } catch (WireException refused) {
                assertThat(refused).hasMessageStartingWith("Cannot ");
            }
        }
    }
}
