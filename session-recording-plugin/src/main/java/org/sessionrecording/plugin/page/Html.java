package org.sessionrecording.plugin.page;

/** Text in the host's pages. */
public final class Html {
    private Html() {}

    /** Safe as the text of an element and as an attribute in quotes, whatever it holds. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
