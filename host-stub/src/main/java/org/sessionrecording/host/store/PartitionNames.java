package org.sessionrecording.host.store;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** {@code chunk_p20261123}: the only names this room ever puts into DDL. */
final class PartitionNames {
    /** What such names look like, for the catalog. */
    static final String PATTERN = "^chunk_p[0-9]{8}$";

    private static final String PREFIX = "chunk_p";

    private PartitionNames() {}

    static String of(LocalDate day) {
        return PREFIX + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    static LocalDate day(String name) {
        return LocalDate.parse(name.substring(PREFIX.length()), DateTimeFormatter.BASIC_ISO_DATE);
    }
}
