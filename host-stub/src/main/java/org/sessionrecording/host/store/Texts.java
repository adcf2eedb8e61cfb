package org.sessionrecording.host.store;

/** Text for people on its way into PostgreSQL's {@code text}, which refuses NUL and unpaired surrogates. */
final class Texts {
    private static final int REPLACEMENT = 0xFFFD;

    private Texts() {}

    /** The text with each NUL and unpaired surrogate as U+FFFD; the same object where there is none. */
    static String stored(String text) {
        return isStorable(text) ? text : replaced(text);
    }

    static boolean isStorable(String text) {
        return text.codePoints().noneMatch(Texts::refused);
    }

    private static String replaced(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> result.appendCodePoint(refused(c) ? REPLACEMENT : c));
        return result.toString();
    }

    private static boolean refused(int codePoint) {
        return codePoint == 0 || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    }
}
