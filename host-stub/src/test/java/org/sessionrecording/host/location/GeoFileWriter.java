package org.sessionrecording.host.location;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes small MaxMind DB files, version 2.0 of the format, with records of 24 bits: as many networks as a test needs. */
public final class GeoFileWriter {
    private static final byte[] MARK = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
    private static final int EMPTY = -1;
    private static final int SEPARATOR = 16;

    private final String type;
    private final Instant built;
    /** Of each node what lies left and right: another node, nothing, or data from 1,000,000 on. */
    private final List<int[]> nodes = new ArrayList<>();

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    public GeoFileWriter(String type, Instant built) {
        this.type = type;
        this.built = built;
        nodes.add(new int[] {EMPTY, EMPTY});
    }

    /** What is known of a network, as {@code 81.2.69.0/24} or {@code 2001:db9::/32}. */
    public GeoFileWriter network(String network, Map<String, ?> known) {
        String[] parts = network.split("/");
        byte[] address = address(parts[0]);
        // IPv4 lies in ::/96
        int bits = Integer.parseInt(parts[1]) + (address.length == 4 ? 96 : 0);
        byte[] bytes = address.length == 4
                ? ByteBuffer.allocate(16).position(12).put(address).array()
                : address;
        int node = 0;
        for (int bit = 0; bit < bits - 1; bit++) {
            int[] sides = nodes.get(node);
            int side = side(bytes, bit);
            if (sides[side] == EMPTY) {
                nodes.add(new int[] {EMPTY, EMPTY});
                sides[side] = nodes.size() - 1;
            }
            node = sides[side];
        }
        nodes.get(node)[side(bytes, bits - 1)] = 1_000_000 + data.size();
        write(data, known);
        return this;
    }

    private static int side(byte[] address, int bit) {
        return (address[bit / 8] >> (7 - bit % 8)) & 1;
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    public byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int side : node) {
                int record = side == EMPTY
                        ? nodes.size()
                        : side < 1_000_000 ? side : side - 1_000_000 + nodes.size() + SEPARATOR;
                file.writeBytes(new byte[] {(byte) (record >> 16), (byte) (record >> 8), (byte) record});
            }
        }
        file.writeBytes(new byte[SEPARATOR]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(MARK);
        write(
                file,
                Map.of(
                        "binary_format_major_version",
                        2,
                        "binary_format_minor_version",
                        0,
                        "build_epoch",
                        built.getEpochSecond(),
                        "database_type",
                        type,
                        "languages",
                        List.of("en"),
                        "description",
                        Map.of("en", "made by a test"),
                        "ip_version",
                        6,
                        "node_count",
                        nodes.size(),
                        "record_size",
                        24));
        return file.toByteArray();
    }

    public Path write(Path path) {
        try {
            return Files.write(path, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value instanceof Map<?, ?> map) {
            head(out, 7, map.size());
            map.forEach((key, each) -> {
                write(out, key);
                write(out, each);
            });
        } else if (value instanceof List<?> list) {
            head(out, 11, list.size());
            list.forEach(each -> write(out, each));
        } else if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            head(out, 2, utf8.length);
            out.writeBytes(utf8);
        } else if (value instanceof Long number) {
            head(out, 9, 8);
            out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
        } else if (value instanceof Integer number) {
            head(out, 6, 4);
            out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        } else {
            throw new IllegalArgumentException("No type for " + value);
        }
    }

    private static void head(ByteArrayOutputStream out, int type, int size) {
        int inline = Math.min(size, 29);
        out.write((type <= 7 ? type << 5 : 0) | inline);
        if (type > 7) {
            out.write(type - 7);
        }
        if (inline == 29) {
            out.write(size - 29); // texts of tests are shorter than 285 bytes
        }
    }
}
