package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonbTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"a\\u0000b\"`, `\"a\\ufffdb\"`",
                "`\"\\ud83c\"`, `\"\\ufffd\"`",
                "`\"\\udf89x\"`, `\"\\ufffdx\"`",
                "`\"\\ud83c\\u0041\"`, `\"\\ufffd\\u0041\"`",
                "`\"\\ud83c\\udf89\"`, `\"\\ud83c\\udf89\"`",
                "`\"\\ud83c\\ud83c\\udf89\"`, `\"\\ufffd\\ud83c\\udf89\"`",
                "`\"c:\\\\u0000\"`, `\"c:\\\\u0000\"`",
                "`\"c:\\\\\\u0000\"`, `\"c:\\\\\\ufffd\"`",
                "`\"\\n\\u0041\"`, `\"\\n\\u0041\"`",
                "`{\"plain\":1}`, `{\"plain\":1}`",
            })
    void replaces_only_what_jsonb_refuses(String json, String stored) {
        assertThat(JsonbText.stored(json)).isEqualTo(stored);
    }
}
