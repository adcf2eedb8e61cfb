package org.sessionrecording.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkCodecTest {
    private static final byte[] SYNC_FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 9})
    void gives_back_what_went_in(int level) throws Exception {
        Random random = new Random(level);
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(level)) {
            for (int i = 0; i < 40; i++) {
                assertRoundTrip(encoder, random, 1 + random.nextInt(9), i % 2 == 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 3, 32_700, 32_750, 32_758, 32_762, 32_763, 32_767, 32_768, 32_769, 65_530, 65_535, 65_536, 3 << 20
            })
    void snapshots_of_any_size_end_in_one_sync_flush(int size) throws Exception {
        byte[] noise = noise(new Random(size), size);
        for (int level : new int[] {1, 6}) {
            try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(level)) {
                encoder.add(noise, 0, size);
                ChunkCodec.Encoded encoded = encoder.finish();
                assertThat(ending(encoded.data())).isEqualTo(SYNC_FLUSH);
                assertThat(ChunkCodec.decode(encoded.data(), size, encoded.crc32()))
                        .isEqualTo(noise);
                assertThat(encoded.storedCrc32()).isEqualTo(Crc32Combiner.of(encoded.data()));
            }
        }
    }

    @Test
    void snapshots_are_found_at_the_offsets_it_says() throws Exception {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            byte[] bytes = "..{\"a\":1}..".getBytes(StandardCharsets.UTF_8);
            assertThat(encoder.add(bytes, 2, 7)).isZero();
            assertThat(encoder.add(bytes, 2, 7)).isEqualTo(8);
            assertThat(encoder.length()).isEqualTo(15);
            assertThat(encoder.count()).isEqualTo(2);
            ChunkCodec.Encoded encoded = encoder.finish();
            assertThat(new String(ChunkCodec.decode(encoded.data(), 15, encoded.crc32()), StandardCharsets.UTF_8))
                    .isEqualTo("{\"a\":1},{\"a\":1}");
            assertThat(encoded.count()).isEqualTo(2);
        }
    }

    @Test
    void chunks_do_not_know_of_the_one_before() throws Exception {
        byte[] text = "the very same text, ".repeat(100).getBytes(StandardCharsets.UTF_8);
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            encoder.add(text, 0, text.length);
            ChunkCodec.Encoded first = encoder.finish();
            encoder.add(text, 0, text.length);
            ChunkCodec.Encoded second = encoder.finish();
            assertThat(second.data()).isEqualTo(first.data());
            assertThat(second.crc32()).isEqualTo(first.crc32());
            assertThatThrownBy(encoder::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refuses_data_with_any_byte_changed_or_missing() throws Exception {
        byte[] plain = "{\"type\":3,\"data\":{\"source\":1}},".repeat(50).getBytes(StandardCharsets.UTF_8);
        ChunkCodec.Encoded encoded = encode(plain);
        for (int i = 0; i < encoded.data().length; i++) {
            byte[] changed = encoded.data().clone();
            changed[i] ^= 0x55;
            assertRefused(changed, plain, encoded.crc32());
            assertRefused(Arrays.copyOf(encoded.data(), i), plain, encoded.crc32());
        }
    }

    @Test
    void refuses_data_that_could_not_be_joined() throws Exception {
        byte[] plain = "{\"type\":3}".getBytes(StandardCharsets.UTF_8);
        ChunkCodec.Encoded encoded = encode(plain);
        assertRefused(joined(encoded.data(), GzipMember.end()), plain, encoded.crc32());
        assertRefused(joined(encoded.data(), new byte[] {1}), plain, encoded.crc32());
        assertRefused(joined(encoded.data(), encoded.data()), plain, encoded.crc32());
        assertRefused(finished(plain), plain, encoded.crc32());
    }

    @Test
    void refuses_a_bomb_before_it_is_inflated() throws Exception {
        byte[] plain = new byte[10_000_000];
        ChunkCodec.Encoded encoded = encode(plain);
        assertThatThrownBy(() -> ChunkCodec.decode(encoded.data(), 1_000, encoded.crc32()))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("more than 1000 bytes");
    }

    private static void assertRoundTrip(ChunkCodec.Encoder encoder, Random random, int count, boolean noisy)
            throws DataFormatException {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int size = 1 + random.nextInt(List.of(10, 1_000, 100_000).get(random.nextInt(3)));
            byte[] snapshot = noisy
                    ? noise(random, size)
                    : "{\"type\":3}".repeat(size / 10 + 1).getBytes(StandardCharsets.UTF_8);
            if (i > 0) {
                expected.write(',');
            }
            expected.writeBytes(snapshot);
            encoder.add(snapshot, 0, snapshot.length);
        }
        ChunkCodec.Encoded encoded = encoder.finish();
        assertThat(encoded.length()).isEqualTo(expected.size());
        assertThat(encoded.crc32()).isEqualTo(Crc32Combiner.of(expected.toByteArray()));
        assertThat(ending(encoded.data())).isEqualTo(SYNC_FLUSH);
        assertThat(ChunkCodec.decode(encoded.data(), encoded.length(), encoded.crc32()))
                .isEqualTo(expected.toByteArray());
    }

    private static void assertRefused(byte[] data, byte[] plain, long crc32) {
        assertThatThrownBy(() -> ChunkCodec.decode(data, plain.length, crc32)).isInstanceOf(DataFormatException.class);
    }

    private static ChunkCodec.Encoded encode(byte[] plain) {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            encoder.add(plain, 0, plain.length);
            return encoder.finish();
        }
    }

    private static byte[] finished(byte[] plain) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[1_000];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    private static byte[] noise(Random random, int size) {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] ending(byte[] data) {
        return Arrays.copyOfRange(data, data.length - 4, data.length);
    }
}
