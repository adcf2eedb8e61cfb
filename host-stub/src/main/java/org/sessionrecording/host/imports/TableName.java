package org.sessionrecording.host.imports;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.api.ApiException;

/** A table, in a schema (PostgreSQL) or database (ClickHouse) where that is named: plain identifiers, quoted in statements. */
record TableName(Optional<String> schema, String name) {
    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";
    private static final Pattern FORM = Pattern.compile("(?:(" + IDENTIFIER + ")\\.)?(" + IDENTIFIER + ")");

    static TableName parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot import: table is no plain name (give letters, digits and _, with a schema before a dot if need"
                            + " be)");
        }
        return new TableName(Optional.ofNullable(matcher.group(1)), matcher.group(2));
    }

    /** For a statement; identifiers of this form hold no quote. */
    String quoted(char quote) {
        return schema.map(first -> quote + first + quote + ".").orElse("") + quote + name + quote;
    }

    @Override
    public String toString() {
        return schema.map(first -> first + ".").orElse("") + name;
    }
}
