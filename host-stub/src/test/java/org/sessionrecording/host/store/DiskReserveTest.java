package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk with room; one that is full is {@code FullDatabaseIT}'s. */
class DiskReserveTest {
    private static final int SOME = 100_000;

    @TempDir
    private Path disk;

    private Path file() {
        return disk.resolve("session-recording.reserve");
    }

    @Test
    void keeps_room_where_there_is_plenty_and_holds_nobody_up() {
        DiskReserve reserve = new DiskReserve(Optional.of(disk), SOME);

        reserve.keep();
        reserve.keep();
        reserve.giveIfFull();

        assertThat(file()).hasSize(SOME);
        assertThatCode(reserve::requireRoom).doesNotThrowAnyException();
    }

    @Test
    void takes_nothing_where_there_is_no_plenty() {
        new DiskReserve(Optional.of(disk), Long.MAX_VALUE / 8).keep();

        assertThat(file()).doesNotExist();
    }

    @Test
    void does_nothing_where_it_is_switched_off_or_the_disk_is_elsewhere() {
        new DiskReserve(Optional.of(disk), 0).keep();
        new DiskReserve(Optional.empty(), SOME).keep();

        assertThat(disk).isEmptyDirectory();
    }

    @Test
    void a_disk_that_may_not_be_written_does_not_stop_the_host() {
        DiskReserve reserve = new DiskReserve(Optional.of(disk.resolve("gone")), SOME);

        assertThatCode(() -> {
                    reserve.keep();
                    reserve.giveIfFull();
                    reserve.requireRoom();
                })
                .doesNotThrowAnyException();
    }
}
