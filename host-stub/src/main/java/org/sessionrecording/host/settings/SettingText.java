package org.sessionrecording.host.settings;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.sessionrecording.api.settings.SettingSpec;

/** Turns what people sent for one setting into the text that is stored, or says what is wrong with it. */
final class SettingText {
    private static final int MAX_TEXT = 10_000;
    private static final int MAX_CRON = 120; // the column of Quartz

    private SettingText() {}

    /** What is wrong, in words that follow the setting's name. */
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad(String message) {
            super(message);
        }
    }

    /** @param value a JSON value, or a form field's text */
    static String parse(SettingSpec spec, Object value) throws Bad {
        return switch (spec.type()) {
            case FLAG -> flag(value);
            case INTEGER -> integer(spec, value);
            case CRON -> cron(string(spec, value));
            case URL -> url(string(spec, value));
            case CHOICE -> choice(spec, string(spec, value));
            case TEXT, SECRET -> string(spec, value);
        };
    }

    /** What is wrong with a stored text, e.g. after an upgrade that declared a narrower range; null where nothing is. */
    static @Nullable String problem(SettingSpec spec, String stored) {
        try {
            parse(spec, stored);
            return null;
        } catch (Bad e) {
            return e.getMessage();
        }
    }

    private static String flag(Object value) throws Bad {
        String text = value.toString();
        if ((value instanceof Boolean || value instanceof String) && (text.equals("true") || text.equals("false"))) {
            return text;
        }
        throw new Bad("must be true or false");
    }

    private static String integer(SettingSpec spec, Object value) throws Bad {
        String text = value.toString().trim();
        boolean whole = value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof String;
        if (!whole || !text.matches("[+-]?[0-9]{1,19}")) {
            throw new Bad("must be a whole number" + range(spec));
        }
        BigInteger number = new BigInteger(text);
        BigInteger minimum = BigInteger.valueOf(spec.minimum().orElse(Long.MIN_VALUE));
        BigInteger maximum = BigInteger.valueOf(spec.maximum().orElse(Long.MAX_VALUE));
        if (number.compareTo(minimum) < 0 || number.compareTo(maximum) > 0) {
            throw new Bad("must be a whole number" + range(spec));
        }
        return number.toString();
    }

    private static String range(SettingSpec spec) {
        String from = spec.minimum().isPresent() ? " from " + spec.minimum().getAsLong() : "";
        String to = spec.maximum().isPresent() ? " to " + spec.maximum().getAsLong() : "";
        return from + to;
    }

    private static String string(SettingSpec spec, Object value) throws Bad {
        if (!(value instanceof String text)) {
            throw new Bad("must be a text");
        }
        if (text.length() > spec.maximum().orElse(MAX_TEXT)) {
            throw new Bad("must have at most " + spec.maximum().orElse(MAX_TEXT) + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw new Bad("must not hold a NUL character");
        }
        return text;
    }

    private static String cron(String text) throws Bad {
        if (text.length() > MAX_CRON) {
            throw new Bad("must have at most " + MAX_CRON + " characters");
        }
        if (!CronExpression.isValidExpression(text)) {
            throw new Bad("must be a cron expression such as '0 15 3 * * ?' (second minute hour day month weekday)");
        }
        return text;
    }

    private static String url(String text) throws Bad {
        String trimmed = text.trim();
        if (trimmed.isEmpty()) {
            return "";
        }
        try {
            URI uri = new URI(trimmed);
            if (uri.getScheme() == null || uri.getRawAuthority() == null) {
                throw new Bad("must be a URL with a scheme and a host");
            }
            if (uri.getRawAuthority().indexOf('@') >= 0) {
                throw new Bad("must not hold a user or password");
            }
        } catch (URISyntaxException e) {
            throw new Bad("must be a URL");
        }
        return trimmed;
    }

    private static String choice(SettingSpec spec, String text) throws Bad {
        if (!spec.choices().contains(text)) {
            throw new Bad("must be one of " + String.join(", ", spec.choices()));
        }
        return text;
    }
}
