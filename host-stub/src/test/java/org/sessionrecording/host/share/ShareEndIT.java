package org.sessionrecording.host.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.PgRecordings;

/** What ends a share link: erasing and retention; and that whoever weighs what is due learns of it. */
class ShareEndIT extends ShareSpecs {
    @Test
    void erasing_a_recording_takes_its_shares_and_says_so() {
        String token = token(share("{}"));
        share("{}");
        var receipt = erasures.erase(project, new ErasureScope.One(recording.key(), false), "ada");
        assertThat(receipt.erasure().shares()).isEqualTo(2);
        assertThat(get("/api/shared/snapshots?share=" + token).statusCode()).isEqualTo(404);
        long left = postgres.database()
                .with("count", handle -> handle.createQuery("select count(*) from share where project_id = :p")
                        .bind("p", project.value())
                        .mapTo(long.class)
                        .one());
        assertThat(left).isZero();
    }

    @Test
    void what_retention_took_is_gone_for_whoever_had_the_link_too() {
        String token = token(share("{}"));
        postgres.database()
                .with(
                        "expire",
                        handle -> handle.execute(
                                "update recording set state = 'expired', expired_at = now(), expired_through = last_chunk, archived_through ="
                                        + " last_chunk, removed_through = last_chunk, live_from = null, live_to = null where key = ?",
                                recording.key().value()));
        HttpResponse<byte[]> answer = get("/api/shared/snapshots?share=" + token);
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(json(answer).path("expired_at").asText()).isNotEmpty();
        HttpResponse<byte[]> gone = get("/shared/recording?share=" + token, "Accept", "text/html");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(text(gone)).contains("data-state=\"expired\"").doesNotContain("href=\"/recordings");
        assertThat(text(get("/shared/recording?share=x", "Accept", "text/html")))
                .contains("data-state=\"no-access\"")
                .doesNotContain("href=\"/recordings");
    }

    @Test
    void whoever_weighs_what_is_due_learns_how_much_of_it_is_shared() {
        PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        Due due = Due.olderThan(START.plus(Duration.ofDays(1)));
        seed.recording(project, "not shared", START, 1);
        assertThat(recordings.dueShared(due)).isZero();
        String id = share("{}").path("id").asText();
        share("{}");
        assertThat(recordings.dueShared(due)).as("two links, one recording").isEqualTo(1);
        assertThat(recordings.dueTotals(due).recordings()).isEqualTo(2);
        assertThat(recordings.dueShared(Due.olderThan(START))).isZero();
        send("DELETE", api() + "/shares/" + id, "", "Authorization", "Bearer user");
        assertThat(recordings.dueShared(due)).isEqualTo(1);
        postgres.clock().advance(Duration.ofDays(8));
        assertThat(recordings.dueShared(due)).as("the other one expired").isZero();
    }
}
