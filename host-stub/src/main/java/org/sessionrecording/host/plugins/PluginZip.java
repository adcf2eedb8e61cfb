package org.sessionrecording.host.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;

/** A plugin's zip on disk: reads its descriptor, and unpacks it without leaving the target or filling the disk. */
final class PluginZip {
    private static final long MAX_BYTES = 512L << 20;
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_DESCRIPTOR = 64 << 10;

    private final Path file;

    PluginZip(Path file) {
        this.file = file;
    }

    /** The descriptor, checked for an id that is safe as a file name and a version. */
    Descriptor descriptor() {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("plugin.properties");
            if (entry == null) {
                throw problem("it holds no plugin.properties (is it a plugin?)", null);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Properties properties = new Properties();
                properties.load(new StringReader(new String(in.readNBytes(MAX_DESCRIPTOR), StandardCharsets.UTF_8)));
                return Descriptor.of(properties);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw problem(String.valueOf(e.getMessage()), e);
        }
    }

    /** Unpacks into {@code target}, which must not exist. */
    void unpack(Path target) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw new ZipException("it has over " + MAX_ENTRIES + " entries");
            }
            Files.createDirectories(target);
            long left = MAX_BYTES;
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                left -= unpack(zip, entry, inside(target, entry.getName()), left);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw problem(String.valueOf(e.getMessage()), e);
        }
    }

    private static Path inside(Path target, String name) throws ZipException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target) || name.indexOf('\\') >= 0) {
            throw new ZipException("entry '" + name + "' leaves the plugin's folder");
        }
        return path;
    }

    private static long unpack(ZipFile zip, ZipEntry entry, Path path, long left) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return 0;
        }
        Files.createDirectories(path.getParent());
        long written = 0;
        // counted, because the sizes a zip declares may be lies
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > left) {
                    throw new ZipException("it unpacks to more than " + (MAX_BYTES >> 20) + " MiB");
                }
                out.write(buffer, 0, n);
            }
        }
        return written;
    }

    private ApiException problem(String why, @Nullable Throwable cause) {
        return new ApiException(Kind.CALLER, "Cannot use plugin file " + file.getFileName() + ": " + why, cause);
    }
}
