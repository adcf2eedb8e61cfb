package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page's DOM with computed styles, written so that a page and its replay can be compared line by line. */
final class NormalForm {
    /** The function in {@code normal-form.js}; it says what is left out, and why. */
    private static final String FUNCTION = Resources.text("normal-form.js");

    private static final int SHOWN = 12;
    private static final int PAGE = 20;

    private NormalForm() {}

    /** Of the page itself. */
    static String of(Page page, String url) {
        return (String) page.evaluate("argument => (" + FUNCTION + ")(document, argument)", Map.of("url", url));
    }

    /** Of the element with this id. */
    static String of(Page page, String url, String id) {
        return (String)
                page.evaluate("argument => (" + FUNCTION + ")(document, argument)", Map.of("url", url, "id", id));
    }

    /** Of the replayed element with this id. */
    static String of(PlayerPage player, String url, String id) {
        return (String) player.inReplayed(FUNCTION, Map.of("url", url, "id", id));
    }

    /** Of what is replayed of it. */
    static String of(PlayerPage player, String url) {
        return (String) player.inReplayed(FUNCTION, Map.of("url", url));
    }

    /** Fails with the first lines that differ. */
    static void assertSame(String replayed, String visited) {
        assertSame(replayed, visited, PAGE);
    }

    /** The same of a part of a page, which has at least so many lines. */
    static void assertSame(String replayed, String visited, int lines) {
        List<String> left = visited.lines().toList();
        List<String> right = replayed.lines().toList();
        List<String> differences = new ArrayList<>();
        for (int line = 0; line < Math.max(left.size(), right.size()) && differences.size() < SHOWN; line++) {
            String was = line < left.size() ? left.get(line) : "(nothing)";
            String is = line < right.size() ? right.get(line) : "(nothing)";
            if (!was.equals(is)) {
                differences.add("line " + line + "\n  visited  " + was + "\n  replayed " + is);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(left).hasSizeGreaterThan(lines);
    }
}
