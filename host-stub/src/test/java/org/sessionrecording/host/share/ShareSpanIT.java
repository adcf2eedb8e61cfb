package org.sessionrecording.host.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a share link shows: a span, with or without the person, from the database and from an archive. */
class ShareSpanIT extends ShareSpecs {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_span_holds_nothing_outside_of_it_in_whatever_can_be_fetched(boolean archived) throws Exception {
        if (archived) {
            archive();
        }
        JsonNode share = share("{\"from\":\"" + at(12) + "\",\"to\":\"" + at(22) + "\",\"person\":true}");
        assertThat(share.path("begins_at").asText()).isEqualTo("2026-11-20T10:00:02.000Z");
        assertThat(marks(everything(token(share))))
                .containsExactlyInAnyOrder(
                        "w1@10", "w1@11", "w1@12", "w1@13", "w1@14", "w1@15", "w1@20", "w1@21", "w2@2", "w2@5",
                        "w2@16");
        assertThat(marks(everything(token(share("{}")))))
                .as("without the custom events, where the person is not shared")
                .hasSize(22)
                .doesNotContain("w1@2", "w1@21");
    }

    @Test
    void a_window_begins_with_its_first_full_snapshot_where_none_is_before_the_span() throws Exception {
        JsonNode share = share("{\"from\":\"" + at(1) + "\",\"to\":\"" + at(6) + "\",\"person\":true}");
        assertThat(marks(everything(token(share))))
                .containsExactlyInAnyOrder("w1@0", "w1@1", "w1@2", "w1@3", "w1@4", "w1@5", "w2@2", "w2@5");
    }

    @Test
    void the_size_of_the_page_comes_with_a_full_snapshot_that_opens_a_chunk() throws Exception {
        film.chunk("w3", "41", "42M");
        film.chunk("w3", "43B", "44");
        String all = everything(token(share("{\"from\":\"" + at(44) + "\"}")));
        assertThat(marks(all)).contains("w3@42", "w3@43", "w3@44").doesNotContain("w3@41");
    }

    @Test
    void a_dry_run_tells_where_it_would_begin_and_makes_nothing() {
        HttpResponse<byte[]> answer = send(
                "POST", api() + "/share?dry_run=true", "{\"from\":\"" + at(35) + "\"}", "Authorization", "Bearer user");
        assertThat(json(answer).path("begins_at").asText()).isEqualTo("2026-11-20T10:00:25.000Z");
        assertThat(json(answer).has("token")).isFalse();
        assertThat(json(get(api() + "/shares", "Authorization", "Bearer user")).path("results"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothing_tells_who_it_was_where_the_person_is_not_shared(boolean archived) throws Exception {
        String session = postgres.database().with("s", handle -> handle.createQuery(
                        "select s.session_id from session s join recording r on r.session = s.id where r.key = :key")
                .bind("key", recording.key().value())
                .mapTo(String.class)
                .one());
        if (archived) {
            archive();
        }
        JsonNode share = share("{}");
        assertThat(share.path("url").asText())
                .as("an address that names nobody, and a random token")
                .matches("https?://[^/]+/shared/recording\\?share=[A-Za-z0-9_-]{22,}");
        String all = everything(token(share));
        assertThat(all)
                .contains("window-1", "window-2")
                .doesNotContain(PERSON, "lovelace", "\"" + session + "\"", "memory://", "0123456789abcdef");
        assertThat(all).doesNotContain("\"w1\"", "\"w2\"");
        assertThat(everything(token(share("{\"person\":true}"))))
                .contains(PERSON)
                .doesNotContain("memory://", "0123456789abcdef");
    }
}
