package org.sessionrecording.host.assets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.sessionrecording.host.outgoing.Addresses;

/**
 * Looks names up for a connection, once, and hands over none but addresses that passed: what is connected to is what was
 * checked, whatever the name means a moment later. For any thread.
 */
final class CheckedAddresses implements DnsResolver {
    private final AllowedHosts allowed;
    private final Lookup lookup;

    /** How a name becomes addresses. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    CheckedAddresses(AllowedHosts allowed, Lookup lookup) {
        this.allowed = allowed;
        this.lookup = lookup;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        boolean named = allowed.contains(host, port);
        List<InetSocketAddress> passed = new ArrayList<>();
        for (InetAddress address : lookup.find(host)) {
            if (named ? Addresses.isNoService(address) : !Addresses.isPublic(address)) {
                // one that must not be reached makes the name suspicious as a whole
                throw new UnfitException("its host is not of the public internet (the operator can allow it)");
            }
            passed.add(new InetSocketAddress(address, port));
        }
        return passed;
    }

    /** Without a port nothing is known to be allowed. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
