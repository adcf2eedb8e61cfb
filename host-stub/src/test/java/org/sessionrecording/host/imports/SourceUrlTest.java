package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.host.imports.SourceUrl.Kind;
import org.sessionrecording.host.outgoing.Addresses;

class SourceUrlTest {
    @Test
    void reads_what_names_a_database() {
        assertThat(SourceUrl.parse("jdbc:postgresql://db.internal/posthog?sslmode=verify-full"))
                .isEqualTo(new SourceUrl(Kind.POSTGRESQL, "db.internal", 5432, "posthog", "verify-full"));
        assertThat(SourceUrl.parse("postgresql://[::1]:6432/a").hostInUrl()).isEqualTo("[::1]");
        assertThat(SourceUrl.parse("http://Click:8123/?database=posthog"))
                .isEqualTo(new SourceUrl(Kind.CLICKHOUSE, "click", 8123, "posthog", "http"));
        assertThat(SourceUrl.parse("https://click"))
                .isEqualTo(new SourceUrl(Kind.CLICKHOUSE, "click", 8443, "default", "https"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jdbc:mysql://h/d",
                "file:///etc/passwd",
                "jdbc:postgresql://h",
                "jdbc:postgresql://h/",
                "jdbc:postgresql://ada:hunter2@h/d",
                "http://ada:hunter2@h:8123/",
                "jdbc:postgresql://h/d?password=hunter2",
                "jdbc:postgresql://h/d?user=ada",
                "jdbc:postgresql://h/d?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext",
                "jdbc:postgresql://h/d?loggerFile=/tmp/x",
                "jdbc:postgresql://h/d?sslmode=maybe",
                "jdbc:postgresql://h1,h2/d",
                "http://h:8123/?database=d&password=hunter2",
                "http://h:8123/metrics",
                "http://h:8123/?hunter2 with a space"
            })
    void refuses_everything_else_and_repeats_nothing_of_it(String url) {
        assertThatThrownBy(() -> SourceUrl.parse(url))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CALLER))
                .hasMessageStartingWith("Cannot import from this URL: ")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.1.1",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:169.254.169.254",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "::",
                "224.0.0.1"
            })
    void refuses_addresses_where_no_database_is(String address) throws UnknownHostException {
        assertThat(Addresses.isNoService(InetAddress.getByName(address))).isTrue();
        assertThatThrownBy(() -> Outgoing.requireAllowed(address)).hasMessageContaining("metadata service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.5", "192.168.1.2", "fd12::7", "93.184.216.34"})
    void allows_those_where_one_may_be(String address) throws UnknownHostException {
        assertThat(Addresses.isNoService(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a;drop table x", "a.b.c", "1a", "", "a-b", "a`b", "x y"})
    void refuses_tables_that_are_no_plain_names(String table) {
        assertThatThrownBy(() -> TableName.parse(table)).isInstanceOf(ApiException.class);
    }

    @Test
    void quotes_tables() {
        assertThat(TableName.parse("public.posthog_event").quoted('"')).isEqualTo("\"public\".\"posthog_event\"");
    }

    @Test
    void parameters_are_checked_before_there_is_a_record() {
        String url = "http://h:8123/";
        assertThat(ImportParameters.parse(Map.of("url", url, "from", "2020-11-01", "archive", "true"))
                        .source())
                .isEqualTo("http://h:8123/default posthog_event from 2020-11-01T00:00:00Z");
        for (Map<String, String> wrong : java.util.List.of(
                Map.of("url", url, "team_id", "two"),
                Map.of("url", url, "from", "yesterday"),
                Map.of("url", url, "from", "2020-11-02", "to", "2020-11-01"),
                Map.of("url", url, "archive", "perhaps"))) {
            assertThatThrownBy(() -> ImportParameters.parse(wrong)).isInstanceOf(ApiException.class);
        }
    }
}
