package org.sessionrecording.host.assets;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address that may be fetched as far as its spelling tells; where its name leads is checked when it is connected to.
 *
 * @param host a name, an IPv4 address of four decimal numbers, or an IPv6 address without brackets
 * @param path with the query, escaped, beginning with a slash
 */
record AssetUrl(boolean secure, String host, int port, String path) {
    static final int LONGEST = 4_096;

    private static final Pattern FORM = Pattern.compile(
            "(https?)://(?:\\[([0-9a-f:.]{2,45})]|([a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?\\.?))(?::(\\d{1,5}))?"
                    + "([/?][^#]*)?(?:#.*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** A last label that browsers read as part of a number. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");

    private static final Pattern DECIMAL = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?@!$&'()*+,;=";
    /** Where sites answer; all else is for hosts that the operator names. */
    private static final Set<Integer> USUAL_PORTS = Set.of(80, 443, 8080, 8443);

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int GREATEST_PORT = 65_535;

    /** @throws UnfitException where it has another form, credentials, or a host that could be read in two ways */
    static AssetUrl parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            throw new UnfitException("it is no http(s) address of a host without credentials");
        }
        boolean secure = parts.group(1).equalsIgnoreCase("https");
        String name = parts.group(3);
        String host = (name == null ? parts.group(2) : name).toLowerCase(Locale.ROOT);
        if (name != null
                && NUMERIC.matcher(host).matches()
                && !DECIMAL.matcher(host).matches()) {
            throw new UnfitException("its host is a number that can be read in several ways");
        }
        int port = parts.group(4) == null ? (secure ? HTTPS : HTTP) : Integer.parseInt(parts.group(4));
        if (port < 1 || port > GREATEST_PORT) {
            throw new UnfitException("it names no port");
        }
        String path = parts.group(5) == null ? "/" : parts.group(5);
        return new AssetUrl(secure, host, port, escaped(path.startsWith("/") ? path : "/" + path));
    }

    /** Where a redirect leads. */
    AssetUrl follow(String location) {
        try {
            return parse(URI.create(toString()).resolve(escaped(location)).toString());
        } catch (IllegalArgumentException e) {
            throw new UnfitException("it leads to what is no address");
        }
    }

    boolean isUsualPort() {
        return USUAL_PORTS.contains(port);
    }

    /** Browsers leave characters as they are that a request line may not hold. */
    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder(path.length());
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean escape = c == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
            if (escape || PLAIN.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isHex(byte b) {
        return Character.digit(b, 16) >= 0;
    }

    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (secure ? "https" : "http") + "://" + shown + ":" + port + path;
    }
}
