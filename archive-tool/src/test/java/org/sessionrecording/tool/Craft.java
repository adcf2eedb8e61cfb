package org.sessionrecording.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.sessionrecording.api.format.GzipMember;

/** Objects that our writer would never write: sound as a gzip member, whatever they hold. */
final class Craft {
    private Craft() {}

    /** One member of one deflate stream. */
    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(GzipMember.header());
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[8_192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        CRC32 crc = new CRC32();
        crc.update(plain);
        out.writeBytes(GzipMember.trailer(crc.getValue(), plain.length));
        return out.toByteArray();
    }

    static byte[] gzip(String plain) {
        return gzip(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** The sample with other words in its tail, all checksums of the whole made to fit. */
    static byte[] withTail(Sample sample, String from, String to) {
        byte[] object = sample.bytes();
        int tailAt = (int) sample.layOut().tailOffset();
        String plain = Sample.gunzip(object);
        int plainTail = plain.lastIndexOf("],\"chunks\":[");
        String tail = plain.substring(plainTail).replace(from, to);
        if (plain.endsWith(tail)) {
            throw new IllegalArgumentException("the tail does not have " + from);
        }
        byte[] before = plain.substring(0, plainTail).getBytes(StandardCharsets.UTF_8);
        byte[] after = tail.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(object, 0, tailAt);
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(after);
        byte[] buffer = new byte[after.length + 100];
        out.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH));
        deflater.end();
        out.writeBytes(GzipMember.end());
        CRC32 crc = new CRC32();
        crc.update(before);
        crc.update(after);
        out.writeBytes(GzipMember.trailer(crc.getValue(), (long) before.length + after.length));
        return out.toByteArray();
    }

    static Path file(Path folder, byte[] bytes) throws java.io.IOException {
        return Files.write(folder.resolve("object.json"), bytes);
    }
}
