package org.sessionrecording.plugin.enrich;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import ua_parser.Client;

/**
 * What the visitor used: {@code browser}, {@code browser_version}, {@code os}, {@code os_version}, {@code device} and
 * {@code device_type}. What the client says of itself wins over what its user agent tells.
 */
@Extension
public final class BrowserEnricher extends OptionalEnricher {
    private static final String UNKNOWN = "Other";

    private final UserAgents userAgents = new UserAgents();

    public BrowserEnricher() {
        super("browser", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new FirstSeen(() -> describe(context));
    }

    private Map<String, String> describe(ChunkContext context) {
        Map<String, String> properties = context.properties();
        Map<String, String> found = new TreeMap<>();
        Optional.ofNullable(properties.get("$raw_user_agent"))
                .or(context::userAgent)
                .filter(text -> !text.isBlank())
                .ifPresent(userAgent -> fromUserAgent(userAgent, found));
        said(properties, "$browser", found, "browser");
        said(properties, "$browser_version", found, "browser_version");
        said(properties, "$os", found, "os");
        said(properties, "$os_version", found, "os_version");
        said(properties, "$device", found, "device");
        said(properties, "$device_type", found, "device_type");
        return found;
    }

    private void fromUserAgent(String userAgent, Map<String, String> found) {
        Client client = userAgents.read(userAgent);
        put(found, "browser", client.userAgent.family);
        put(found, "browser_version", version(client.userAgent.major, client.userAgent.minor));
        put(found, "os", client.os.family);
        put(found, "os_version", version(client.os.major, client.os.minor));
        put(found, "device", client.device.family);
        found.put("device_type", deviceType(userAgent, client.device.family));
    }

    /** The parser knows families of devices, not kinds; browsers agree on these words. */
    private static String deviceType(String userAgent, String family) {
        if (family.equals("Spider")) {
            return "Bot";
        }
        boolean mobile = userAgent.contains("Mobi");
        if (userAgent.contains("iPad") || userAgent.contains("Tablet") || (userAgent.contains("Android") && !mobile)) {
            return "Tablet";
        }
        return mobile ? "Mobile" : "Desktop";
    }

    private static @Nullable String version(@Nullable String major, @Nullable String minor) {
        return major == null
                ? null
                : Stream.of(major, minor == null ? "0" : minor).collect(Collectors.joining("."));
    }

    private static void said(Map<String, String> properties, String property, Map<String, String> found, String name) {
        put(found, name, properties.get(property));
    }

    private static void put(Map<String, String> found, String name, @Nullable String value) {
        if (value != null && !value.isBlank() && !value.equals(UNKNOWN)) {
            found.put(name, value);
        }
    }
}
