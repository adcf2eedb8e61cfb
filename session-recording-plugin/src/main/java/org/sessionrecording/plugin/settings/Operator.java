package org.sessionrecording.plugin.settings;

import java.util.Optional;
import org.sessionrecording.api.PluginHost;

/**
 * What the operator said in the environment.
 *
 * @param s3Url default of {@code s3_url}, as given
 * @param defaultCredentials whether projects without keys may use the machine's own identity
 */
public record Operator(Optional<String> s3Url, boolean defaultCredentials) {
    /** Reads {@code S3_URL} and {@code S3_ALLOW_DEFAULT_CREDENTIALS}. */
    public static Operator of(PluginHost host) {
        return new Operator(
                host.environment("S3_URL").map(String::strip).filter(url -> !url.isEmpty()),
                host.environment("S3_ALLOW_DEFAULT_CREDENTIALS")
                        .filter("on"::equals)
                        .isPresent());
    }
}
