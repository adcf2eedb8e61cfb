package org.sessionrecording.plugin.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a list of CSS selectors can be understood, as far as that can be told without a browser: which pseudo-classes there
 * are is the browser's to know. A recorder that does not understand one records nothing. For one thread.
 */
final class CssSelectors {
    private static final String LETTER = "[a-zA-Z_\\x{80}-\\x{10FFFF}]";
    private static final String ESCAPE = "\\\\(?:[0-9a-fA-F]{1,6}+\\s?|.)";
    private static final String NAME =
            "(?:--|-?(?:" + LETTER + "|" + ESCAPE + "))(?:[\\w\\-\\x{80}-\\x{10FFFF}]++|" + ESCAPE + ")*+";
    private static final String STRING = "(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+')";
    private static final String ANY_NAMESPACE = "(?:\\*?\\|)?";
    private static final String ATTRIBUTE = "\\[\\s*" + ANY_NAMESPACE + NAME + "\\s*(?:[~|^$*]?=\\s*(?:" + NAME + "|"
            + STRING + ")\\s*[a-zA-Z]?\\s*)?\\]";

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern TYPE = Pattern.compile(ANY_NAMESPACE + "(?:" + NAME + "|\\*)");
    private static final Pattern SUBCLASS = Pattern.compile("[#.]" + NAME + "|" + ATTRIBUTE);
    private static final Pattern PSEUDO = Pattern.compile("::?(" + NAME + ")(\\(?)");
    private static final Pattern COMBINATOR = Pattern.compile("[>+~]");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern IN_PARENTHESES =
            Pattern.compile("(?:[^()\\[\\]\"'\\\\]++|\\\\.|" + STRING + "|\\[(?:[^\\]\"']++|" + STRING + ")*+\\])*+");
    private static final int SHOWN = 40;

    private final String text;
    private final Matcher matcher;
    private int at;

    private CssSelectors(String text) {
        this.text = text;
        this.matcher = SPACE.matcher(text);
    }

    /** What is wrong with the list, or empty; one without any selector is right. */
    static Optional<String> problem(String list) {
        if (list.isBlank()) {
            return Optional.empty();
        }
        CssSelectors selectors = new CssSelectors(list);
        if (selectors.takeList() && selectors.at == list.length()) {
            return Optional.empty();
        }
        return Optional.of("Cannot use it as a CSS selector: " + selectors.rest() + " (try it in a browser's console:"
                + " document.querySelectorAll('…'))");
    }

    private String rest() {
        String rest = text.substring(at);
        return rest.isBlank()
                ? "something is missing at its end"
                : "'" + rest.substring(0, Math.min(rest.length(), SHOWN)) + "' is not understood";
    }

    private boolean takeList() {
        do {
            if (!takeComplex()) {
                return false;
            }
        } while (take(COMMA));
        return true;
    }

    private boolean takeComplex() {
        boolean more;
        do {
            take(SPACE);
            if (!takeCompound()) {
                return false;
            }
            boolean space = take(SPACE);
            more = take(COMBINATOR) || (space && !atEnd());
        } while (more);
        return true;
    }

    private boolean atEnd() {
        return at == text.length() || text.charAt(at) == ',' || text.charAt(at) == ')';
    }

    private boolean takeCompound() {
        int before = at;
        take(TYPE);
        while (take(SUBCLASS) || take(PSEUDO)) {
            if (matcher.pattern() == PSEUDO && !matcher.group(2).isEmpty() && !takeArguments(matcher.group(1))) {
                return false;
            }
        }
        return at > before;
    }

    /** After the opening parenthesis. */
    private boolean takeArguments(String pseudoClass) {
        if (pseudoClass.equals("not")) {
            return takeList() && close();
        }
        take(IN_PARENTHESES);
        while (at < text.length() && text.charAt(at) == '(') {
            at++;
            if (!takeArguments("")) {
                return false;
            }
            take(IN_PARENTHESES);
        }
        return close();
    }

    private boolean close() {
        if (at < text.length() && text.charAt(at) == ')') {
            at++;
            return true;
        }
        return false;
    }

    private boolean take(Pattern pattern) {
        matcher.usePattern(pattern).region(at, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        at = matcher.end();
        return true;
    }
}
