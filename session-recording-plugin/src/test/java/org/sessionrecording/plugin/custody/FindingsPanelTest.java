package org.sessionrecording.plugin.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.plugin.testing.TestProject;

/** What people are shown of what verify and scrub found. */
class FindingsPanelTest {
    private static final Instant NOW = Instant.parse("2026-11-23T19:10:00Z");
    private static final String HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>&amp;";

    private final TestProject project = new TestProject();
    private final Findings findings = Findings.open(project.state(), NOW);
    private final FindingsBoard board = new FindingsBoard(() -> List.of(project));

    @Test
    void nothing_is_shown_where_nothing_is_wrong() {
        assertThat(html()).isEmpty();
        assertThat(notices()).isEmpty();
    }

    @Test
    void says_what_is_wrong_since_when_and_what_to_do() {
        findings.note(Finding.Kind.MISSING, "https://s3/b/ada.json", "ada/20261123T191000.000Z", "nothing is there");

        assertThat(html())
                .contains("ada/20261123T191000.000Z", "https://s3/b/ada.json", "missing: nothing is there")
                .contains("23 Nov 2026, 19:10", "Put the object back from a copy");
    }

    @Test
    void whatever_a_path_an_address_or_a_reason_holds_is_text() {
        findings.note(Finding.Kind.DAMAGED, "https://s3/b/" + HOSTILE, HOSTILE + "/1", "it holds " + HOSTILE);
        findings.note(Finding.Kind.STRAY, "https://s3/c/" + HOSTILE, "", HOSTILE);

        assertThat(html())
                .doesNotContain("<script", "<img", "onerror='", "\"><img")
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;amp;");
    }

    @Test
    void twenty_are_listed_oldest_first_and_the_rest_is_counted() {
        for (int i = 0; i < 25; i++) {
            Findings.open(project.state(), NOW.plus(Duration.ofHours(i)))
                    .note(Finding.Kind.DAMAGED, "https://s3/b/" + i, "visitor-" + i + "/x", "it rotted");
        }

        assertThat(html().split("<tr><td", -1)).hasSize(21);
        assertThat(html()).contains("visitor-0/x", "visitor-19/x", "and 5 more").doesNotContain("visitor-20/x");
    }

    @Test
    void an_alarm_counts_the_recordings_that_are_missing_or_damaged() {
        findings.note(Finding.Kind.MISSING, "https://s3/b/ada.json", "ada/1", "gone");
        findings.note(Finding.Kind.DAMAGED, "https://s3/b/ada.2.json", "ada/1", "cut");
        findings.note(Finding.Kind.DAMAGED, "https://s3/b/bob.json", "bob/1", "cut");
        findings.note(Finding.Kind.STRAY, "https://s3/b/notes.txt", "", "no recording");

        assertThat(notices()).as("from memory alone").isEmpty();
        board.read(project);

        assertThat(notices()).singleElement().satisfies(notice -> {
            assertThat(notice.level()).isEqualTo(Notice.Level.ALARM);
            assertThat(notice.text()).startsWith("2 archived recordings are missing or damaged.");
        });
    }

    private String html() {
        return new FindingsPanel(board).html(new PageContext(project, "/static/x", "http://replay", Optional.empty()));
    }

    private List<Notice> notices() {
        return new FindingsNotices(board).notices(project);
    }
}
