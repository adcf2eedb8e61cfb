package org.sessionrecording.host.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {
    @TempDir
    Path directory;

    private SecretBox box() {
        return SecretBox.open(Optional.empty(), directory);
    }

    @Test
    void makes_a_key_that_only_its_owner_can_read_and_finds_it_again() throws IOException {
        String sealed = box().seal("süß \uD83D\uDE00", "1/p/key");
        assertThat(box().open(sealed, "1/p/key")).contains("süß \uD83D\uDE00");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secret.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_same_secret_is_never_sealed_alike() {
        assertThat(box().seal("x", "1/p/key")).isNotEqualTo(box().seal("x", "1/p/key"));
    }

    @Test
    void does_not_open_elsewhere_or_changed() {
        String sealed = box().seal("x", "1/p/key");
        assertThat(box().open(sealed, "2/p/key")).isEmpty();
        assertThat(box().open(sealed.substring(0, sealed.length() - 6) + "AAAA==", "1/p/key"))
                .isEmpty();
        assertThat(box().open("v1:", "1/p/key")).isEmpty();
        assertThat(box().open("plain", "1/p/key")).isEmpty();
    }
}
