package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static final String SEED =
            " {\"a\\u00e9\" : [1,-0.5e+3,10E2,true,false,null,\"ş\ud83c\udf89\\n\\ud83c\",[],{}],"
                    + "\"b\":{\"c\":[[\"\"],0]},\"\":\"\u20ac\"} ";

    private static boolean accepts(byte[] json) {
        try {
            scanAll(new JsonScanner(json, 0, json.length, WireLimits.DEFAULTS));
            return true;
        } catch (WireException e) {
            return false;
        }
    }

    private static boolean acceptsSpooled(byte[] json) throws IOException {
        try (Spool spool = new Spool(1)) {
            spool.fill(new ByteArrayInputStream(json));
            scanAll(new JsonScanner(spool, WireLimits.DEFAULTS));
            return true;
        } catch (WireException e) {
            return false;
        }
    }

    private static void scanAll(JsonScanner scanner) {
        scanner.skipValue();
        scanner.requireEnd();
    }

    /** Jackson for the grammar, the JDK for UTF-8, which Jackson does not check where it skips. */
    private static boolean isJson(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (CharacterCodingException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void agrees_with_other_readers_on_what_json_is() throws IOException {
        Random random = new Random(42);
        byte[] seed = SEED.getBytes(StandardCharsets.UTF_8);
        byte[] likely = "{}[],:\"\\0123456789-+.eEtrufalsn \n\t\u0000u/".getBytes(StandardCharsets.UTF_8);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] json = mutated(seed, likely, random);
            boolean expected = isJson(json);
            assertThat(accepts(json))
                    .as(new String(json, StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
            if (round % 100 == 0) {
                assertThat(acceptsSpooled(json)).isEqualTo(expected);
            }
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isBetween(3_000, 57_000);
    }

    private static byte[] mutated(byte[] seed, byte[] likely, Random random) {
        byte[] json = seed.clone();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            int at = random.nextInt(json.length);
            json[at] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : likely[random.nextInt(likely.length)];
        }
        return json;
    }

    @Test
    void refuses_json_cut_off_anywhere() {
        byte[] seed = SEED.trim().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < seed.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(seed, length);
            assertThatThrownBy(() -> scanAll(new JsonScanner(cut, 0, cut.length, WireLimits.DEFAULTS)))
                    .isInstanceOf(WireException.class);
        }
        assertThat(accepts(seed)).isTrue();
    }

    @Test
    void reads_values_that_lie_across_buffers() throws IOException {
        String part = SEED.trim();
        StringBuilder json = new StringBuilder("[");
        while (json.length() < 300_000) {
            json.append(part)
                    .append(",\"")
                    .append("ş".repeat(json.length() % 97))
                    .append("\",");
        }
        byte[] whole = json.append("0]").toString().getBytes(StandardCharsets.UTF_8);

        assertThat(acceptsSpooled(whole)).isTrue();
        assertThat(accepts(whole)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refuses_deep_nesting_without_a_deep_stack(String level) {
        byte[] deep = level.repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new JsonScanner(deep, 0, deep.length, WireLimits.DEFAULTS).skipValue())
                .isInstanceOf(WireException.class)
                .hasMessageContaining("deeper than 2000 levels at byte " + 2_000 * level.length())
                .extracting(e -> ((WireException) e).fault())
                .isEqualTo(Fault.OVER_LIMIT);
    }

    @Test
    void takes_nesting_up_to_the_limit() {
        assertThat(accepts(("[".repeat(2_000) + "]".repeat(2_000)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(accepts(("[".repeat(1_000) + "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000) + "]".repeat(1_000))
                        .getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(accepts(
                        ("[".repeat(1_000) + "{\"a\":".repeat(1_000) + "1" + "}".repeat(999) + "]]" + "]".repeat(999))
                                .getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refuses_a_string_over_its_limit(boolean inMemory) throws IOException {
        WireLimits limits = new WireLimits(1_000, 1_000, 200, 50, 10, 100, 1_000, 1_000, 20, 1);
        byte[] json = ("[\"" + "a".repeat(100) + "\",\"" + "a".repeat(101) + "\"]").getBytes(StandardCharsets.UTF_8);

        try (Spool spool = new Spool(inMemory ? 1_000 : 1)) {
            spool.fill(new ByteArrayInputStream(json));
            JsonScanner scanner = new JsonScanner(spool, limits);
            assertThatThrownBy(scanner::skipValue)
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("the string at byte 104 is longer than 100 bytes");
        }
    }

    @Test
    void names_the_byte_that_is_wrong() {
        byte[] json = "[1, 2, x]".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> scanAll(new JsonScanner(json, 0, json.length, WireLimits.DEFAULTS)))
                .hasMessageContaining("byte 7 ");
    }
}
