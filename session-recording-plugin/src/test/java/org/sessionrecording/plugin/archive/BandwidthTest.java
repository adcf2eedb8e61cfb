package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BandwidthTest {
    private static final int MEBIBYTE = 1 << 20;

    private final AtomicLong now = new AtomicLong(-Duration.ofHours(1).toNanos());
    private final Bandwidth bandwidth = new Bandwidth(MEBIBYTE, now::get, now::addAndGet);

    private static Body body(int length) {
        return MemoryBody.of(new byte[length]);
    }

    private static long drain(InputStream in) throws IOException {
        return Sha256.of(in).bytes();
    }

    private Duration since(long began) {
        return Duration.ofNanos(now.get() - began);
    }

    @Test
    void a_transfer_takes_as_long_as_its_bytes_do() throws IOException {
        long began = now.get();

        assertThat(drain(bandwidth.limit(body(10 * MEBIBYTE)).open())).isEqualTo(10 * MEBIBYTE);

        assertThat(since(began)).isBetween(Duration.ofMillis(9_900), Duration.ofMillis(10_000));
    }

    @Test
    void transfers_share_it() throws IOException {
        long began = now.get();
        InputStream one = bandwidth.limit(body(MEBIBYTE).open());
        InputStream other = bandwidth.limit(body(MEBIBYTE).open());
        byte[] buffer = new byte[MEBIBYTE];

        for (int left = 2 * MEBIBYTE; left > 0; ) {
            left -= Math.max(0, one.read(buffer)) + Math.max(0, other.read(buffer));
        }

        assertThat(since(began)).isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_000));
    }

    @Test
    void what_was_not_used_is_not_saved_up() throws IOException {
        now.addAndGet(Duration.ofHours(1).toNanos());
        long began = now.get();

        drain(bandwidth.limit(body(2 * MEBIBYTE)).open(MEBIBYTE));

        assertThat(since(began)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_000));
    }

    @Test
    void without_a_limit_nothing_stands_between() {
        Body body = body(1);

        assertThat(new Bandwidth(0).limit(body)).isSameAs(body);
    }

    @Test
    void waiting_can_be_interrupted() {
        Bandwidth slow = new Bandwidth(1, now::get, nanos -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> drain(slow.limit(body(100_000)).open())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
