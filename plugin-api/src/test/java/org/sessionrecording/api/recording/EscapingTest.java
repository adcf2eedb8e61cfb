package org.sessionrecording.api.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapingTest {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    @ParameterizedTest
    @CsvSource({
        "user@example.com, user@example.com",
        "../x, ..~2Fx",
        "../../x, ..~2F..~2Fx",
        "..%2f, ..~252f",
        "/abs, ~2Fabs",
        "., ~2E",
        ".., ~2E.",
        "..., ~2E..",
        ".a, .a",
        "CON, CON",
        "a, a",
        "A, A",
        "~, ~7E",
        "a~2Fb, a~7E2Fb",
        "a+b, a~2Bb",
        "ü, ~C3~BC",
        "İ, ~C4~B0",
        "🌻, ~F0~9F~8C~BB",
        "植, ~E6~A4~8D",
    })
    void writes_each_byte_outside_the_plain_set_as_an_escape(String id, String escaped) {
        assertThat(Escaping.escape(id)).isEqualTo(escaped);
    }

    @Test
    void escapes_what_paths_headers_and_queries_give_a_meaning() {
        assertThat(Escaping.escape("a\r\nb")).isEqualTo("a~0D~0Ab");
        assertThat(Escaping.escape("?#&+ %")).isEqualTo("~3F~23~26~2B~20~25");
        assertThat(Escaping.escape("a\0b")).isEqualTo("a~00b");
        assertThat(Escaping.escape(";=\\\"'<>|*:")).isEqualTo("~3B~3D~5C~22~27~3C~3E~7C~2A~3A");
        assertThat(Escaping.escape("\u202Eabc\u0645")).isEqualTo("~E2~80~AEabc~D9~85");
    }

    @Test
    void keeps_composed_and_decomposed_forms_apart() {
        assertThat(Escaping.escape("\u00e9")).isEqualTo("~C3~A9");
        assertThat(Escaping.escape("e\u0301")).isEqualTo("e~CC~81");
    }

    @Test
    void writes_lone_surrogates_in_their_three_byte_form() {
        assertThat(Escaping.escape("\ud83c")).isEqualTo("~ED~A0~BC");
        assertThat(Escaping.escape("\udf3b")).isEqualTo("~ED~BC~BB");
        assertThat(Escaping.escape("\udf3b\ud83c")).isEqualTo("~ED~BC~BB~ED~A0~BC");
        assertThat(Escaping.escape("?")).isEqualTo("~3F");
    }

    @Test
    void keeps_results_of_up_to_200_characters_whole() {
        assertThat(Escaping.escape("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Escaping.escape("/".repeat(66) + "xx")).hasSize(200).doesNotContain("~~");
        assertThat(Escaping.escape(".".repeat(198))).isEqualTo("~2E" + ".".repeat(197));
    }

    @Test
    void cuts_longer_results_and_adds_the_hash() throws Exception {
        String id = "x".repeat(201);
        assertThat(Escaping.escape(id)).isEqualTo("x".repeat(134) + "~~" + sha256(id.getBytes(StandardCharsets.UTF_8)));
        String dots = ".".repeat(199);
        assertThat(Escaping.escape(dots))
                .isEqualTo("~2E" + ".".repeat(131) + "~~" + sha256(dots.getBytes(StandardCharsets.UTF_8)));
        assertThat(Escaping.escape("x".repeat(2_000))).hasSize(200);
    }

    @Test
    void agrees_with_a_hash_taken_outside_of_java() {
        assertThat(Escaping.escape("x".repeat(201)))
                .endsWith("~~" + "84a0678c90937f5dcf9994d5866668da6b995109c8ad845410559b48a4ecafed");
    }

    @ParameterizedTest
    @CsvSource({"131, 134", "132, 132", "133, 133", "134, 134", "135, 134"})
    void cuts_outside_of_an_escape(int plainBefore, int prefix) {
        String escaped = Escaping.escape("x".repeat(plainBefore) + "/" + "y".repeat(100));
        assertThat(escaped.indexOf("~~")).isEqualTo(prefix);
        assertThat(escaped).matches("([A-Za-z0-9_.@-]|~[0-9A-F]{2})*~~[0-9a-f]{64}");
    }

    @Test
    void gives_two_ids_never_the_same_form() {
        Random random = new Random(7);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String id = i % 2 == 0 ? adversarial(random) : anyCodeUnits(random);
            String escaped = Escaping.escape(id);
            String before = seen.putIfAbsent(escaped, id);
            assertThat(before == null || before.equals(id))
                    .as("%s and %s", before, id)
                    .isTrue();
            assertThat(escaped.length()).isBetween(1, 200);
            assertThat(escaped).isNotEqualTo(".").isNotEqualTo("..");
        }
    }

    @Test
    void agrees_with_a_second_writing_of_the_rule() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            String id = i % 2 == 0 ? adversarial(random) : anyCodeUnits(random);
            assertThat(Escaping.escape(id)).isEqualTo(byTheLetter(id));
        }
    }

    @Test
    void ids_have_1_to_1000_code_points() {
        assertThat(new DistinctId("🌻".repeat(1_000)).escaped()).hasSizeLessThanOrEqualTo(200);
        assertThatThrownBy(() -> new DistinctId("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DistinctId("x".repeat(1_001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1001");
    }

    /** Short texts out of the characters that escaping itself uses, so that near misses are likely. */
    private static String adversarial(Random random) {
        List<String> pieces =
                List.of("~", ".", "2", "E", "F", "/", "~2E", "~~", "%2F", "é", "e\u0301", "\ud83c", "\udf3b");
        StringBuilder id = new StringBuilder();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            id.append(pieces.get(random.nextInt(pieces.size())));
        }
        return random.nextInt(10) == 0 ? id.toString().repeat(40) : id.toString();
    }

    private static String anyCodeUnits(Random random) {
        StringBuilder id = new StringBuilder();
        for (int i = 1 + random.nextInt(80); i > 0; i--) {
            id.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return id.toString();
    }

    private static String byTheLetter(String id) throws Exception {
        byte[] utf8 = threeByteUtf8(id);
        StringBuilder all = new StringBuilder();
        int lastWhole = 0;
        for (byte b : utf8) {
            char c = (char) (b & 0xff);
            if ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.@".indexOf(c) >= 0) {
                all.append(c);
            } else {
                all.append('~').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
            lastWhole = all.length() <= 134 ? all.length() : lastWhole;
        }
        if (all.chars().allMatch(c -> c == '.')) {
            all.replace(0, 1, "~2E");
            lastWhole = Math.min(134, all.length());
        }
        return all.length() <= 200 ? all.toString() : all.substring(0, lastWhole) + "~~" + sha256(utf8);
    }

    /** UTF-16 with each unpaired surrogate written as CESU would; pairs as UTF-8. */
    private static byte[] threeByteUtf8(String text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.writeBytes(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (Character.isSurrogate(c)) {
                out.write(0xed);
                out.write(0x80 | ((c >> 6) & 0x3f));
                out.write(0x80 | (c & 0x3f));
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
