package org.sessionrecording.host.outgoing;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * All addresses that begin with the same bits.
 *
 * @param bytes of an address, 4 or 16
 * @param shift how many of the last bits may differ
 */
record AddressRange(int bytes, BigInteger prefix, int shift) {
    /** @param text {@code 10.0.0.0/8}, with an address and no name */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
            int shift = address.length * 8 - Integer.parseInt(text.substring(slash + 1));
            return new AddressRange(address.length, prefix(address, shift), shift);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Cannot read the range " + text + ": it names no address", e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        return other.length == bytes && prefix(other, shift).equals(prefix);
    }

    private static BigInteger prefix(byte[] address, int shift) {
        return new BigInteger(1, address).shiftRight(shift);
    }
}
