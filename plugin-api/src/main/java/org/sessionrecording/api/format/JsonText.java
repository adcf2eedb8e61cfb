package org.sessionrecording.api.format;

import java.util.Iterator;
import java.util.function.BiConsumer;

/** Writes JSON as ASCII, every other character escaped, so that lone surrogates and NUL survive as they are. */
final class JsonText {
    private final StringBuilder text = new StringBuilder(512);

    JsonText raw(String json) {
        text.append(json);
        return this;
    }

    JsonText raw(long number) {
        text.append(number);
        return this;
    }

    /** {@code "name":}, preceded by a comma where something stands before it. */
    JsonText name(String name) {
        return comma().string(name).raw(":");
    }

    JsonText comma() {
        int last = text.length() - 1;
        if (last >= 0 && "{[".indexOf(text.charAt(last)) < 0) {
            text.append(',');
        }
        return this;
    }

    <T> JsonText array(Iterable<T> items, BiConsumer<JsonText, T> each) {
        text.append('[');
        for (Iterator<T> it = items.iterator(); it.hasNext(); ) {
            each.accept(this, it.next());
            if (it.hasNext()) {
                text.append(',');
            }
        }
        text.append(']');
        return this;
    }

    JsonText string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7F) {
                text.append(c);
            } else {
                escape(c);
            }
        }
        text.append('"');
        return this;
    }

    private void escape(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((c >> shift) & 0xF, 16));
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
