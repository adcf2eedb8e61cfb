package org.sessionrecording.host.location;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as they stand in headers and sockets; never names, so nothing is ever asked of a name server. */
final class Addresses {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?");
    private static final Pattern V6 = Pattern.compile("\\[?([0-9A-Fa-f:.]{2,45})(?:%[^\\]]*)?\\]?(?::\\d{1,5})?");

    private Addresses() {}

    /** The last of a list, which the nearest proxy wrote. Empty where it is no public address. */
    static Optional<InetAddress> last(String list) {
        String text = list.substring(list.lastIndexOf(',') + 1).strip();
        var v4 = V4.matcher(text);
        var v6 = V6.matcher(text);
        String literal = v4.matches() ? v4.group(1) : v6.matches() && text.indexOf(':') >= 0 ? v6.group(1) : "";
        return literal.isEmpty() ? Optional.empty() : parsed(literal).filter(Addresses::isPublic);
    }

    private static Optional<InetAddress> parsed(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty(); // 999.1.1.1, or too many colons
        }
    }

    private static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress();
    }
}
