package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Screenshots that should look the same. */
final class Pictures {
    /** Of 255, in one colour: less is how a browser smooths an edge. */
    private static final int SEEN = 24;

    private Pictures() {}

    /** Fails where a hundredth of the pixels or more differ; leaves both pictures as artifacts then. */
    static void assertSame(String name, byte[] replayed, byte[] visited) {
        BufferedImage is = read(replayed);
        BufferedImage was = read(visited);
        long differing = differing(is, was);
        if (differing * 100 >= (long) was.getWidth() * was.getHeight()) {
            keep(name + "-replayed", replayed);
            keep(name + "-visited", visited);
        }
        assertThat(differing * 100.0 / (was.getWidth() * was.getHeight()))
                .as("differing pixels of %s, in percent", name)
                .isLessThan(1);
    }

    /** Fails where nothing is to be seen, since then anything is the same. */
    static void assertSeen(String name, byte[] picture) {
        BufferedImage image = read(picture);
        BufferedImage blank = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        blank.createGraphics().fillRect(0, 0, image.getWidth(), image.getHeight());
        assertThat(differing(image, blank)).as("pixels of %s", name).isGreaterThan(1_000);
    }

    private static long differing(BufferedImage one, BufferedImage other) {
        assertThat(one.getWidth()).isEqualTo(other.getWidth());
        assertThat(one.getHeight()).isEqualTo(other.getHeight());
        long differing = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (differ(one.getRGB(x, y), other.getRGB(x, y))) {
                    differing++;
                }
            }
        }
        return differing;
    }

    private static boolean differ(int one, int other) {
        for (int shift = 0; shift < 24; shift += 8) {
            if (Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)) > SEEN) {
                return true;
            }
        }
        return false;
    }

    private static BufferedImage read(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keep(String name, byte[] png) {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("artifacts")));
            Files.write(folder.resolve(name + ".png"), png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
