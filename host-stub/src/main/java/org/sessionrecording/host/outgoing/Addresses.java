package org.sessionrecording.host.outgoing;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What kind of place an address is. An IPv6 address that holds an IPv4 one counts as no public host: nobody needs it. */
public final class Addresses {
    /** Metadata services outside the link-local ranges: AWS over IPv6, Alibaba, Azure, Oracle. */
    private static final Set<String> METADATA =
            Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16", "192.0.0.192");

    private static final List<AddressRange> SPECIAL_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    private static final AddressRange GLOBAL_V6 = AddressRange.parse("2000::/3");
    /** Within the global range: protocol assignments with Teredo, documentation, 6to4. */
    private static final List<AddressRange> SPECIAL_V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private Addresses() {}

    /** Whether it is link-local, a cloud's metadata service, or no single host's: nobody keeps anything to read there. */
    public static boolean isNoService(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress());
    }

    /** Whether it is a host of the public internet: of none of the ranges that IANA keeps for other purposes. */
    public static boolean isPublic(InetAddress address) {
        if (isNoService(address)) {
            return false;
        }
        boolean v4 = address.getAddress().length == 4;
        List<AddressRange> special = v4 ? SPECIAL_V4 : SPECIAL_V6;
        return (v4 || GLOBAL_V6.contains(address)) && special.stream().noneMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }
}
