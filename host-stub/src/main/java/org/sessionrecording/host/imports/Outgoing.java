package org.sessionrecording.host.imports;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.sessionrecording.api.ApiException;

/**
 * Which addresses an import may connect to. An administrator decides, and a database in the operator's own network, or on
 * this machine, is what an import is for; but nobody keeps one where clouds keep the credentials of their machines.
 */
final class Outgoing {
    /** Metadata services outside the link-local ranges: AWS over IPv6, Alibaba, Azure, Oracle. */
    private static final Set<String> METADATA =
            Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16", "192.0.0.192");

    private Outgoing() {}

    /**
     * Looks every address of a host up; right before a connection, so that Java's cache of names answers both alike.
     *
     * @throws ApiException of kind CALLER where one of them is refused
     */
    static void requireAllowed(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isRefused(address)) {
                    throw new ApiException(
                            ApiException.Kind.CALLER,
                            "Cannot import from " + host + ": " + address.getHostAddress()
                                    + " is link-local, a cloud's metadata service or no host's address (name the"
                                    + " database's own host)");
                }
            }
        } catch (UnknownHostException e) {
            throw new ApiException(
                    ApiException.Kind.CALLER, "Cannot import from " + host + ": there is no host of this name", e);
        }
    }

    static boolean isRefused(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress());
    }
}
