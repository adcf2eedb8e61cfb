package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The command, run within the test. */
final class Tool {
    private Tool() {}

    /** What a run gave. */
    record Result(int code, String out, String err) {
        Result succeeded() {
            assertThat(code).as(out + err).isZero();
            return this;
        }

        /** It failed as it should: code 1, one sentence, no trace of the program's inside. */
        Result refused(String why) {
            assertThat(code).as(out + err).isEqualTo(1);
            assertThat(out + err).contains(why).doesNotContain("Exception").doesNotContain("\tat ");
            return this;
        }
    }

    static Result run(Object... words) {
        return runWith(new byte[0], words);
    }

    static Result runWith(byte[] in, Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> line = Arrays.stream(words).map(Object::toString).toList();
        int code = Main.run(
                line,
                new ByteArrayInputStream(in),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
