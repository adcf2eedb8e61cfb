package org.sessionrecording.host.assets;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A style sheet whose addresses lead here: {@code url(…)} and {@code @import "…"} become relative to the address under which
 * the sheet itself is shown. What is not understood stays as it is, and the page's policy keeps browsers from asking for it.
 * For one sheet.
 */
final class StyleSheet {
    private static final Pattern CHARSET =
            Pattern.compile(".*;\\s*charset=\"?([A-Za-z0-9_-]{1,40}).*", Pattern.CASE_INSENSITIVE);
    private static final String URL = "url(";
    private static final String IMPORT = "@import";

    private final AssetUrl base;
    private final String css;
    private final StringBuilder out;
    private int at;

    private StyleSheet(AssetUrl base, String css) {
        this.base = base;
        this.css = css;
        this.out = new StringBuilder(css.length() + css.length() / 8);
    }

    /** @param declared its content type */
    static byte[] rewritten(AssetUrl base, String declared, byte[] bytes) {
        return new StyleSheet(base, new String(bytes, charset(declared)))
                .rewrite()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Charset charset(String declared) {
        Matcher named = CHARSET.matcher(declared);
        return named.matches() && Charset.isSupported(named.group(1))
                ? Charset.forName(named.group(1))
                : StandardCharsets.UTF_8;
    }

    private String rewrite() {
        while (at < css.length()) {
            char c = css.charAt(at);
            if (css.startsWith("/*", at)) {
                copyThrough("*/");
            } else if (c == '"' || c == '\'') {
                copy(stringEnd(at) - at);
            } else if (css.regionMatches(true, at, URL, 0, URL.length())) {
                copy(URL.length());
                address(')');
            } else if (css.regionMatches(true, at, IMPORT, 0, IMPORT.length())) {
                copy(IMPORT.length());
                space();
                if (at < css.length() && isQuote(css.charAt(at))) {
                    address(';');
                }
            } else {
                copy(1);
            }
        }
        return out.toString();
    }

    /** An address in quotes, or bare up to {@code end}. */
    private void address(char end) {
        space();
        if (at >= css.length()) {
            return;
        }
        if (isQuote(css.charAt(at))) {
            int close = stringEnd(at);
            write(css.substring(at + 1, Math.max(at + 1, close - 1)));
            at = close;
        } else {
            int close = css.indexOf(end, at);
            int stop = close < 0 ? css.length() : close;
            write(css.substring(at, stop).strip());
            at = stop;
        }
    }

    private void write(String address) {
        out.append('"').append(redirected(address)).append('"');
    }

    private String redirected(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        if (lower.startsWith("data:") || lower.startsWith("#") || address.indexOf('\\') >= 0) {
            return address.replace("\"", "%22").replace("\n", "");
        }
        int fragment = address.indexOf('#');
        String whole = fragment < 0 ? address : address.substring(0, fragment);
        try {
            return "?url=" + URLEncoder.encode(base.follow(whole).toString(), StandardCharsets.UTF_8)
                    + (fragment < 0
                            ? ""
                            : "#" + URLEncoder.encode(address.substring(fragment + 1), StandardCharsets.UTF_8));
        } catch (UnfitException e) {
            return "data:,";
        }
    }

    /** Just behind the quote that ends the string which begins at {@code start}. */
    private int stringEnd(int start) {
        char quote = css.charAt(start);
        int end = start + 1;
        while (end < css.length() && css.charAt(end) != quote && css.charAt(end) != '\n') {
            end += css.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(css.length(), end + 1);
    }

    private void space() {
        while (at < css.length() && Character.isWhitespace(css.charAt(at))) {
            copy(1);
        }
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private void copyThrough(String mark) {
        int end = css.indexOf(mark, at + 2);
        copy(end < 0 ? css.length() - at : end + mark.length() - at);
    }

    private void copy(int length) {
        int end = Math.min(css.length(), at + length);
        out.append(css, at, end);
        at = end;
    }
}
