package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3UrlTest {
    @Test
    void reads_a_bucket_of_aws() {
        S3Url url = S3Url.parse("s3://replays/prod/eu?region=eu-central-1");

        assertThat(url)
                .isEqualTo(
                        new S3Url("replays", "prod/eu", Optional.of("eu-central-1"), Optional.empty(), false, false));
    }

    @Test
    void reads_another_server_in_both_forms() {
        S3Url plain = S3Url.parse("http://minio:9000/replays/prod/");
        S3Url named = S3Url.parse("s3://replays/prod?endpoint=https://minio:9000&region=garage&style=host");

        assertThat(plain)
                .isEqualTo(
                        new S3Url("replays", "prod", Optional.empty(), Optional.of("http://minio:9000"), true, true));
        assertThat(plain.clearText()).isTrue();
        assertThat(named)
                .isEqualTo(new S3Url(
                        "replays", "prod", Optional.of("garage"), Optional.of("https://minio:9000"), false, false));
        assertThat(named.clearText()).isFalse();
    }

    @Test
    void reads_an_encoded_endpoint() {
        assertThat(S3Url.parse("s3://replays?endpoint=https%3A%2F%2Fminio%3A9000")
                        .endpoint())
                .contains("https://minio:9000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://replays",
                "s3://replays/a/b?region=eu-central-1",
                "s3://replays/a?region=x&endpoint=https://h:1",
                "s3://replays/a?endpoint=https://h:1&style=host",
                "s3://replays/a?style=path",
                "https://h:1/replays/a?region=garage",
                "http://127.0.0.1:9000/replays"
            })
    void writes_what_it_reads(String text) {
        assertThat(S3Url.parse(text)).hasToString(text);
    }

    @Test
    void an_object_below_it_is_found_by_its_own_url() {
        S3Url object =
                S3Url.parse("s3://replays/a?region=x&endpoint=https://h:1").resolve("b/~2E./c.json");

        assertThat(S3Url.parse(object.toString())).isEqualTo(object);
        assertThat(object.path()).isEqualTo("a/b/~2E./c.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://key:hush@replays/a            | credentials",
                "https://key:hush@host/replays      | credentials",
                "s3://replays/a?access_key=x        | unknown parameter 'access_key'",
                "http://host/replays?style=path     | unknown parameter 'style'",
                "s3://replays?region=a&region=b     | given once",
                "s3://replays?region=               | given once",
                "s3://replays?style=virtual         | style is 'virtual'",
                "s3://replays?endpoint=minio:9000   | endpoint",
                "s3://replays#x                     | fragment",
                "s3:///a                            | no bucket",
                "http://host:9000/                  | no bucket",
                "ftp://host/replays                 | begins neither",
                "replays                            | begins neither",
                "s3://replays/../x                  | segment '..'",
                "s3://replays/a//b                  | segment ''",
                "s3://replays/a%2Fb                 | segment 'a%2Fb'",
                "s3://rep lays                      | not allowed"
            })
    void refuses_what_may_be_a_mistake(String text, String why) {
        assertThatThrownBy(() -> S3Url.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot use s3_url: ")
                .hasMessageContaining(why)
                .message()
                .doesNotContain("hush");
    }
}
