package org.sessionrecording.host.people;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sessionrecording.api.ApiException;

/**
 * Which persons belong to a cohort: a property of theirs compared with a value, in PostHog's terms.
 *
 * @param value empty for {@link Operator#IS_SET} and {@link Operator#IS_NOT_SET}
 */
public record Condition(String property, Operator operator, String value) {
    private static final int LONGEST = 400;
    private static final String TEXT = "(p.properties ->> :property)";
    private static final String NUMBER =
            "case when " + TEXT + " ~ '^-?[0-9]{1,30}([.][0-9]{1,30})?$' then " + TEXT + "::numeric end";

    /** Each as SQL over a person {@code p}; null counts as no. */
    public enum Operator {
        EXACT(TEXT + " = :value"),
        IS_NOT("coalesce(" + TEXT + ", '') <> :value"),
        ICONTAINS("strpos(lower(" + TEXT + "), lower(:value)) > 0"),
        NOT_ICONTAINS("strpos(lower(coalesce(" + TEXT + ", '')), lower(:value)) = 0"),
        IS_SET("jsonb_exists(p.properties, :property) and :value = ''"),
        IS_NOT_SET("not jsonb_exists(p.properties, :property) and :value = ''"),
        GT(NUMBER + " > :value::numeric"),
        LT(NUMBER + " < :value::numeric");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        String sql() {
            return "coalesce(" + sql + ", false)";
        }

        /** As the API writes it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As people write it. */
        public String words() {
            return switch (this) {
                case EXACT -> "is";
                case IS_NOT -> "is not";
                case ICONTAINS -> "contains";
                case NOT_ICONTAINS -> "does not contain";
                case IS_SET -> "is set";
                case IS_NOT_SET -> "is not set";
                case GT -> "is more than";
                case LT -> "is less than";
            };
        }

        static Operator of(String text) {
            return Arrays.stream(values())
                    .filter(operator -> operator.id().equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> refused(
                                    "its operator is none of exact, is_not, icontains, not_icontains, is_set, is_not_set, gt, lt"));
        }

        boolean takesNumber() {
            return this == GT || this == LT;
        }

        boolean takesNothing() {
            return this == IS_SET || this == IS_NOT_SET;
        }
    }

    public Condition {
        if (property.isBlank() || property.length() > LONGEST || value.length() > LONGEST) {
            throw refused("property and value have at most " + LONGEST + " characters, the property at least one");
        }
        if (operator.takesNumber() && !value.matches("-?[0-9]{1,30}(\\.[0-9]{1,30})?")) {
            throw refused("its operator compares with a number, and the value is none");
        }
        if (operator.takesNothing() != value.isEmpty()) {
            throw refused(
                    operator.takesNothing()
                            ? "its operator takes no value"
                            : "it has no value to compare the property with");
        }
    }

    /** Of what a request says; without a property there is none. */
    public static Optional<Condition> of(Optional<String> property, Optional<String> operator, Optional<String> value) {
        if (property.isEmpty() && (operator.isPresent() || value.isPresent())) {
            throw refused("it has an operator or a value, and no property");
        }
        return property.map(name -> new Condition(name, Operator.of(operator.orElse("exact")), value.orElse("")));
    }

    /** {@code plan is not free}. */
    @Override
    public String toString() {
        return (property + " " + operator.words() + " " + value).strip();
    }

    private static ApiException refused(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot make the cohort: " + why);
    }
}
