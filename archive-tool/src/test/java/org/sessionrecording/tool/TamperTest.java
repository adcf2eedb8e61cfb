package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TamperTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x10, 0x80, 0xFF})
    void notices_every_byte_that_was_changed(int mask) throws Exception {
        Sample sample = Sample.example();
        byte[] object = sample.bytes();
        int harmless = 0;
        for (int at = 0; at < object.length; at++) {
            byte[] changed = object.clone();
            changed[at] ^= (byte) mask;
            if (Tool.run("verify", Craft.file(folder, changed)).code() != 1) {
                requireHarmless(sample, changed, at);
                harmless++;
            }
        }
        assertThat(harmless).isLessThanOrEqualTo(object.length / 100);
    }

    /** Another encoding of the very same JSON, in head or tail: nothing but the SHA-256 of the link can tell. */
    private void requireHarmless(Sample sample, byte[] changed, int at) throws Exception {
        boolean inHeadOrTail =
                at < sample.layOut().offset(0) || at >= sample.layOut().tailOffset();
        assertThat(inHeadOrTail).as("byte %s", at).isTrue();
        assertThat(Sample.gunzip(changed)).isEqualTo(sample.plain());
        Tool.run("verify", Craft.file(folder, changed), "--sha256", sha256(sample))
                .refused("its SHA-256 is");
    }

    private String sha256(Sample sample) throws Exception {
        String line = Tool.run("verify", Files.write(folder.resolve("sound.json"), sample.bytes()))
                .succeeded()
                .out();
        return line.replaceAll("(?s).*sha256 ([0-9a-f]{64}).*", "$1");
    }

    @Test
    void notices_an_object_that_was_cut_anywhere_or_grew() throws Exception {
        byte[] object = Sample.example().bytes();
        for (int length = 0; length < object.length; length++) {
            Path file = Craft.file(folder, Arrays.copyOf(object, length));
            Tool.run("verify", file).refused("BAD  ");
            assertThat(Tool.run("export", file).code()).isEqualTo(1);
        }
        Tool.run("verify", Craft.file(folder, Arrays.copyOf(object, object.length + 1)))
                .refused("something follows the gzip member");
        byte[] twice = Arrays.copyOf(object, 2 * object.length);
        System.arraycopy(object, 0, twice, object.length, object.length);
        Tool.run("verify", Craft.file(folder, twice)).refused("something follows the gzip member");
    }

    @Test
    void export_writes_no_chunk_that_is_not_what_was_archived() throws Exception {
        byte[] object = Craft.withTail(Sample.example(), "\"crc32\":39428516", "\"crc32\":39428517");
        Path out = folder.resolve("out.json");
        Tool.run("export", Craft.file(folder, object), "--out", out).refused("chunk 7 has another crc32");
        assertThat(out).doesNotExist();
        Tool.run("extract", Craft.file(folder, object), 7).refused("chunk 7 has another crc32");
    }
}
