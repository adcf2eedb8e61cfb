package org.sessionrecording.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32CombinerTest {
    @Test
    void combines_to_the_checksum_of_both_runs() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] all = new byte[random.nextInt(5_000)];
            random.nextBytes(all);
            int cut = random.nextInt(all.length + 1);
            byte[] a = Arrays.copyOfRange(all, 0, cut);
            byte[] b = Arrays.copyOfRange(all, cut, all.length);
            assertThat(Crc32Combiner.combine(Crc32Combiner.of(a), Crc32Combiner.of(b), b.length))
                    .isEqualTo(Crc32Combiner.of(all));
        }
    }

    @Test
    void combines_runs_of_more_than_4_gib() {
        long blocks = 5 * 1024 + 3; // of 1 MiB, and one byte more
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'z');
        CRC32 expected = new CRC32();
        expected.update('a');
        long crc = 0;
        long blockCrc = Crc32Combiner.of(block);
        for (long i = 0; i < blocks; i++) {
            expected.update(block);
            crc = Crc32Combiner.combine(crc, blockCrc, block.length);
        }
        assertThat(Crc32Combiner.combine(Crc32Combiner.of(new byte[] {'a'}), crc, blocks << 20))
                .isEqualTo(expected.getValue());
    }

    @Test
    void refuses_a_negative_length() {
        assertThatThrownBy(() -> Crc32Combiner.combine(1, 2, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
