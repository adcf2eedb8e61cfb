package org.sessionrecording.host.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.assets.AllowedHosts;

/**
 * What the operator decided, by environment variables; {@link #read} names each.
 *
 * @param port of the host; 0 takes a free one
 * @param replayPort of the replay origin; 0 takes a free one
 * @param publicUrl origin under which people reach the host; empty: {@code http://127.0.0.1:port}
 * @param replayUrl origin of replayed pages, never the host's own; empty: the replay port of the public host
 * @param databaseUrl JDBC URL; empty: an embedded PostgreSQL in the data directory
 * @param databaseDisk a directory on the disk of the database, where this machine sees it; empty: that of the embedded one
 * @param databaseReserve bytes kept on that disk for when it is full; 0: none
 * @param bundledPlugins directory whose plugin zips are installed on the first start, and upgraded on later ones
 * @param runTasks false keeps this host from running any task
 * @param replayAssets whether projects may have files of recorded sites fetched for replays; private hosts these may come from
 * @param feedback where people tell whoever runs the host what they think; a link of http, https or mailto
 * @param clockOffset added to the database's clock; zero but in tests
 * @param ingest limits of what clients send, and what taking it may cost
 * @param geoip by what visitors' locations are told
 * @param environment the whole environment, for what plugins declared
 */
public record HostConfig(
        int port,
        int replayPort,
        Optional<URI> publicUrl,
        Optional<URI> replayUrl,
        Optional<String> databaseUrl,
        Optional<Path> databaseDisk,
        long databaseReserve,
        Path dataDirectory,
        Path pluginsDirectory,
        Optional<Path> bundledPlugins,
        boolean runTasks,
        Optional<String> secretKey,
        String adminEmail,
        Optional<String> adminPassword,
        Optional<String> adminApiKey,
        Optional<AllowedHosts> replayAssets,
        URI feedback,
        Duration clockOffset,
        IngestConfig ingest,
        GeoipConfig geoip,
        Map<String, String> environment) {

    public HostConfig {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads {@code HTTP_PORT} (8000), {@code REPLAY_PORT} (the next), {@code PUBLIC_URL}, {@code REPLAY_URL}, {@code
     * DATABASE_URL}, {@code DATABASE_DISK}, {@code DATABASE_RESERVE_BYTES} (64 MiB), {@code DATA_DIR} ({@code data}), {@code PLUGINS_DIR} ({@code DATA_DIR/plugins}), {@code BUNDLED_PLUGINS_DIR}, {@code TASKS} (on),
     * {@code SECRET_KEY}, {@code ADMIN_EMAIL}, {@code ADMIN_PASSWORD}, {@code ADMIN_API_KEY},
     * {@code REPLAY_ASSETS} (on), {@code REPLAY_ASSETS_HOSTS}, {@code FEEDBACK_URL} (mail to {@code ADMIN_EMAIL}), {@code CLOCK_OFFSET}, and
     * {@code GEOIP_FILE}, {@code GEOIP_ADDRESS_HEADER}, {@code INGEST_…} as {@link IngestConfig} names them; {@code docs/configuration.md} explains each.
     *
     * @throws IllegalArgumentException listing every bad value
     */
    public static HostConfig read(Map<String, String> environment) {
        return new EnvironmentReader(environment).read();
    }

    @Override
    public String toString() {
        return "HostConfig[port=" + port + ", data=" + dataDirectory + "]";
    }
}
