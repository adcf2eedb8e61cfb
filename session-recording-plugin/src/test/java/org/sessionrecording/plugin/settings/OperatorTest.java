package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.PluginHost;

class OperatorTest {
    private static Operator read(Map<String, String> environment) {
        PluginHost host = mock(PluginHost.class);
        when(host.environment(anyString()))
                .thenAnswer(call -> Optional.ofNullable(environment.get(call.<String>getArgument(0))));
        return Operator.of(host);
    }

    @Test
    void said_nothing_a_run_holds_two_batches_of_24_mib() {
        assertThat(read(Map.of())).isEqualTo(new Operator(Optional.empty(), false, 24L << 20));
    }

    @Test
    void reads_what_was_said() {
        assertThat(read(Map.of(
                        "S3_URL", " s3://replays ",
                        "S3_ALLOW_DEFAULT_CREDENTIALS", "on",
                        "ARCHIVE_BATCH_BYTES", "1048576")))
                .isEqualTo(new Operator(Optional.of("s3://replays"), true, 1 << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a lot", "1e6", "-1", "0", "65535", "1073741825", "99999999999999999999"})
    void a_batch_that_is_no_size_is_refused(String bytes) {
        assertThatThrownBy(() -> read(Map.of("ARCHIVE_BATCH_BYTES", bytes)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("ARCHIVE_BATCH_BYTES")
                .hasMessageContaining(bytes);
    }
}
