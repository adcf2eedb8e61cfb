package org.sessionrecording.host.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.host.plugins.PluginFolder.Installed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The zips that come with the host. On a start each is installed where its plugin is not there, and upgrades an older one.
 * A newer one stays, and so does one that was disabled or removed by hand: people decided that.
 */
final class BundledPlugins {
    private static final Logger log = LoggerFactory.getLogger(BundledPlugins.class);

    private final List<Path> zips;

    BundledPlugins(List<Path> zips) {
        this.zips = List.copyOf(zips);
    }

    void install(PluginFolder folder, PluginTable table) {
        for (Path zip : zips) {
            try {
                install(zip, folder, table);
            } catch (ApiException e) {
                log.error("Bundled plugin {}: {}", zip.getFileName(), e.getMessage());
            }
        }
    }

    private static void install(Path zip, PluginFolder folder, PluginTable table) {
        Descriptor bundled = new PluginZip(zip).descriptor();
        boolean unwanted =
                table.find(bundled.id()).filter(row -> !row.enabled()).isPresent();
        if (!unwanted && isDue(zip, bundled, folder.find(bundled.id()))) {
            folder.replace(zip, bundled);
            table.put(bundled.id(), bundled.version(), true, null);
            log.info("Installed bundled plugin {} {}", bundled.id(), bundled.version());
        }
    }

    /** The same version with other bytes is a rebuild made together with this host, and replaces the one before. */
    private static boolean isDue(Path zip, Descriptor bundled, Optional<Installed> installed) {
        if (installed.isEmpty()) {
            return true;
        }
        int order = PluginFolder.compare(
                bundled.version(), installed.get().descriptor().version());
        return order > 0 || (order == 0 && differ(zip, installed.get().file()));
    }

    private static boolean differ(Path one, Path other) {
        try {
            return Files.mismatch(one, other) >= 0;
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.INTERNAL, "Cannot compare plugin files " + one + " and " + other + ": " + e, e);
        }
    }
}
