package org.sessionrecording.plugin.settings;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Pages of a site, written as addresses in which {@code *} stands for anything: {@code https://app.example.com/*},
 * {@code *.example.com/checkout*}. Without a scheme both hold; without a path all pages do.
 */
public final class UrlPatterns {
    private static final int MOST = 100;
    private static final int LONGEST = 500;
    private static final Pattern FORM =
            Pattern.compile("(?:(https?|\\*)://)?([^/\\s?#:]+(?::(?:[0-9]+|\\*))?)([/?#]\\S*)?");

    private final List<String> texts;
    private final List<Pattern> pages;
    private final List<Pattern> sites;

    private UrlPatterns(List<String> texts, List<Pattern> pages, List<Pattern> sites) {
        this.texts = List.copyOf(texts);
        this.pages = List.copyOf(pages);
        this.sites = List.copyOf(sites);
    }

    /**
     * @param text patterns separated by white space or commas
     * @throws IllegalArgumentException naming the pattern that is none
     */
    public static UrlPatterns parse(String text) {
        List<String> patterns = Arrays.stream(text.split("[\\s,]+"))
                .filter(pattern -> !pattern.isEmpty())
                .toList();
        if (patterns.size() > MOST) {
            throw new IllegalArgumentException("Cannot use over " + MOST + " patterns");
        }
        return new UrlPatterns(
                patterns,
                patterns.stream().map(UrlPatterns::page).toList(),
                patterns.stream().map(UrlPatterns::site).toList());
    }

    private static Pattern page(String pattern) {
        var parts = parts(pattern);
        String path = parts.group(3) == null ? "(?:[/?#].*)?" : glob(parts.group(3), ".*");
        return Pattern.compile("^" + scheme(parts.group(1)) + glob(parts.group(2), "[^/?#]*") + path + "$");
    }

    private static Pattern site(String pattern) {
        var parts = parts(pattern);
        return Pattern.compile("^" + scheme(parts.group(1)) + glob(parts.group(2), "[^/?#]*") + "/?$");
    }

    private static java.util.regex.Matcher parts(String pattern) {
        var parts = FORM.matcher(pattern);
        if (!parts.matches() || pattern.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "Cannot read the pattern '" + pattern + "' (write for example https://app.example.com/*)");
        }
        return parts;
    }

    private static String scheme(String scheme) {
        return scheme == null || scheme.equals("*") ? "https?://" : scheme + "://";
    }

    /** Only what every dialect of regular expressions reads the same way, since clients get these too. */
    private static String glob(String text, String anything) {
        return text.chars()
                .mapToObj(c -> c == '*' ? anything : escaped((char) c))
                .collect(Collectors.joining());
    }

    private static String escaped(char c) {
        return Character.isLetterOrDigit(c) || c > 127 ? String.valueOf(c) : "\\" + c;
    }

    /** As they were written. */
    public List<String> texts() {
        return texts;
    }

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    /** Whether a page's address is among them. */
    public boolean matches(String url) {
        return pages.stream().anyMatch(pattern -> pattern.matcher(url).matches());
    }

    /** Whether a page of this origin, whose path is not known, may be among them. */
    public boolean mayMatch(String origin) {
        return sites.stream().anyMatch(pattern -> pattern.matcher(origin).matches());
    }

    /** One regular expression for the addresses that are among them. */
    public String regex() {
        return pages.stream().map(Pattern::pattern).collect(Collectors.joining("|", "(?:", ")"));
    }

    /** One regular expression for the addresses that are not. */
    public String regexOfOthers() {
        return "^(?!" + regex() + ").*$";
    }
}
