package org.sessionrecording.host.assets;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Hosts that the operator lets assets come from although they are private, each for all ports or for one. */
public record AllowedHosts(Set<String> entries) {
    private static final Pattern ENTRY =
            Pattern.compile("(?:\\[[0-9a-f:.]{2,45}]|[a-z0-9_][a-z0-9._-]{0,252})(?::\\d{1,5})?");

    /** No private host at all. */
    public static final AllowedHosts NONE = new AllowedHosts(Set.of());

    public AllowedHosts {
        entries = Set.copyOf(entries);
    }

    /**
     * @param text {@code shop.intranet, 10.0.0.5:8080, [fd12::7]}
     * @throws IllegalArgumentException where an entry is neither a host nor a host with a port
     */
    public static AllowedHosts parse(String text) {
        Set<String> entries = Arrays.stream(text.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.toSet());
        if (!entries.stream().allMatch(ENTRY.asMatchPredicate())) {
            throw new IllegalArgumentException("Cannot read the hosts: write host or host:port, with commas between");
        }
        return new AllowedHosts(entries);
    }

    boolean contains(String host, int port) {
        String name = (host.indexOf(':') < 0 ? host : "[" + host + "]").toLowerCase(Locale.ROOT);
        return entries.contains(name) || entries.contains(name + ":" + port);
    }
}
