package org.sessionrecording.host.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link JsonScanner} over a spool, and the small values it passes. For one thread. */
final class JsonWalk {
    /** No name or small value of the protocol is longer. */
    private static final int LONGEST_SCALAR = 16 * 1024;

    private final Spool spool;
    private final JsonScanner scanner;

    JsonWalk(Spool spool, WireLimits limits) {
        this.spool = spool;
        this.scanner = new JsonScanner(spool, limits);
    }

    /** What to do at a member: the walk stands at its value, and must stand behind it afterwards. */
    interface MemberVisitor {
        void at(String name);
    }

    /** What to do at an element: the walk stands at it, and must stand behind it afterwards. */
    interface ElementVisitor {
        void at(int index);
    }

    /** First byte of the value it stands at; -1 at the end. */
    int kind() {
        return scanner.peek();
    }

    long offset() {
        return scanner.offset();
    }

    void skip() {
        scanner.skipValue();
    }

    void requireEnd() {
        scanner.requireEnd();
    }

    void forEachMember(MemberVisitor visitor) {
        scanner.open();
        boolean first = true;
        while (scanner.nextMember(first)) {
            first = false;
            long start = scanner.offset();
            scanner.skipString();
            String name = scanner.offset() - start > LONGEST_SCALAR ? "" : decoded(start, scanner.offset());
            scanner.colon();
            visitor.at(name);
        }
    }

    void forEachElement(ElementVisitor visitor) {
        scanner.open();
        int index = 0;
        while (scanner.nextElement(index == 0)) {
            scanner.peek();
            visitor.at(index++);
        }
    }

    /** Goes over the value; its text, if it is a string, number or boolean of a reasonable length. */
    Optional<String> scalar() {
        int kind = scanner.peek();
        long start = scanner.offset();
        scanner.skipValue();
        long end = scanner.offset();
        if (kind == '{' || kind == '[' || kind == 'n' || end - start > LONGEST_SCALAR) {
            return Optional.empty();
        }
        return Optional.of(kind == '"' ? decoded(start, end) : ascii(start, end));
    }

    /** Goes over the value; its text, if it is a string, however long. */
    @Nullable
    String text() {
        int kind = scanner.peek();
        long start = scanner.offset();
        scanner.skipValue();
        return kind == '"' ? decoded(start, scanner.offset()) : null;
    }

    private String decoded(long start, long end) {
        if (spool.isInMemory()) {
            return JsonBytes.decode(spool.memory(), (int) start, (int) end);
        }
        byte[] literal = spool.copy(start, end);
        return JsonBytes.decode(literal, 0, literal.length);
    }

    private String ascii(long start, long end) {
        return new String(spool.copy(start, end), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
