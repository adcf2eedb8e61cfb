package org.sessionrecording.host.imports;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.host.outgoing.Addresses;

/**
 * Which addresses an import may connect to. An administrator decides, and a database in the operator's own network, or on
 * this machine, is what an import is for; but nobody keeps one where clouds keep the credentials of their machines.
 */
final class Outgoing {
    private Outgoing() {}

    /**
     * Looks every address of a host up; right before a connection, so that Java's cache of names answers both alike.
     *
     * @throws ApiException of kind CALLER where one of them is refused
     */
    static void requireAllowed(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (Addresses.isNoService(address)) {
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
}
