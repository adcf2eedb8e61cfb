package org.sessionrecording.host.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigScriptTest {
    private static final String BEFORE = "window._POSTHOG_REMOTE_CONFIG[";

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {"</script><script>alert(1)</script>", "\"];alert(1);//", "'", "\\", "\u2028\u2029", "\0", "<!--"
            })
    void hostile_texts_stay_data(String hostile) throws Exception {
        ObjectNode config = json.createObjectNode().put("option", hostile);

        String script = ConfigScript.of(hostile, config);

        assertThat(script).doesNotContain("<");
        assertThat(script.strip().chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
        String token = json.readValue(script.substring(script.indexOf(BEFORE) + BEFORE.length()), String.class);
        assertThat(token).isEqualTo(hostile);
        String known = script.substring(script.indexOf("]={") + 2, script.lastIndexOf("})();"));
        assertThat(json.readTree(known).at("/config/option").asText()).isEqualTo(hostile);
    }
}
