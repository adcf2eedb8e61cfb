package org.sessionrecording.host.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * By what visitors' locations are told.
 *
 * @param file a MaxMind DB file of type City or Country; empty: locations are not told. That it is there is not asked: a host
 *     runs without
 * @param addressHeader in which a proxy before the host tells the visitor's address, the last one in it; empty: the
 *     connection's counts
 */
public record GeoipConfig(Optional<Path> file, Optional<String> addressHeader) {
    public static final GeoipConfig NONE = new GeoipConfig(Optional.empty(), Optional.empty());

    static GeoipConfig read(Variables variables) {
        return new GeoipConfig(
                variables.optional("GEOIP_FILE", Path::of),
                variables.optional("GEOIP_ADDRESS_HEADER", GeoipConfig::header));
    }

    private static String header(String text) {
        if (!text.matches("[A-Za-z0-9-]{1,64}")) {
            throw new ConfigProblem("it is the name of a header, as X-Forwarded-For");
        }
        return text;
    }
}
