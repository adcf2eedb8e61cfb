package org.sessionrecording.host.pages;

import java.util.Map;
import java.util.Optional;

/**
 * Why a recording cannot be seen, in words for people.
 *
 * @param kind also the page's class and {@code data-state}
 * @param sign a character that stands for it
 * @param way where somebody who is logged in finds more; empty where nowhere
 * @param wayText what the link to it says
 */
public record StatePage(String kind, String sign, String title, String text, String hint, String way, String wayText) {
    private static final StatePage EXPIRED = new StatePage(
            "expired",
            "–",
            "This recording has expired",
            "It was kept as long as the project keeps recordings, and then removed for good.",
            "Recordings that matter can be pinned, or the project can keep them longer; this one cannot be brought back.",
            "/storage",
            "How long recordings are kept");
    private static final StatePage ERASED = new StatePage(
            "erased",
            "×",
            "This recording was erased",
            "Somebody asked for it, and it was deleted everywhere, for good.",
            "Nothing of it is left, and nothing that still arrives of it is kept.",
            "",
            "");
    private static final StatePage UNKNOWN = new StatePage(
            "unknown",
            "?",
            "There is no such recording",
            "No project of yours has a recording of this name.",
            "Check that the link is complete: it ends in /recording. A visit that was not recorded has none.",
            "/rules/why",
            "Why was a visitor not recorded?");
    private static final StatePage NO_ACCESS = new StatePage(
            "no-access",
            "!",
            "This link opens nothing",
            "It is no share link, or it is one no more: they expire, and can be withdrawn.",
            "Ask whoever sent it to you for another one.",
            "",
            "");
    private static final StatePage FORBIDDEN = new StatePage(
            "no-access",
            "!",
            "You have no access to this",
            "Your account may not see it, or not do that.",
            "Ask an administrator of this installation.",
            "",
            "");
    private static final StatePage SET_ASIDE = new StatePage(
            "quarantined",
            "!",
            "This recording was set aside",
            "What is stored of it does not match its checksums, so it is not shown as if it were whole.",
            "An administrator finds the reason and what to do on the storage page.",
            "/storage",
            "Storage and tasks");
    private static final StatePage MISSING = new StatePage(
            "object-missing",
            "!",
            "A part of this recording is missing",
            "It was archived, and its object is not in the archive any more.",
            "An administrator can run verify on the storage page; a copy of the bucket may still have it.",
            "/storage",
            "Storage and tasks");

    /** The page for a problem; empty where it has none of its own. */
    static Optional<StatePage> of(int status, Map<String, Object> members, boolean shared) {
        if (members.containsKey("erased_at")) {
            return Optional.of(ERASED);
        }
        if (members.containsKey("expired_at")) {
            return Optional.of(EXPIRED);
        }
        return Optional.ofNullable(
                switch (String.valueOf(members.get("code"))) {
                    case "no_recording" -> UNKNOWN;
                    case "no_share" -> NO_ACCESS;
                    case "quarantined" -> SET_ASIDE;
                    case "object_missing" -> MISSING;
                    default -> status == 403 && !shared ? FORBIDDEN : null;
                });
    }
}
