package org.sessionrecording.s3faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What goes wrong with S3 servers and the way to them. */
public final class Faults {
    private static final Map<String, String> XML = Map.of("content-type", "application/xml");
    private static final byte[] NOTHING = {};

    private Faults() {}

    /** An error as S3 answers it. */
    public static Fault error(int status, String code) {
        return error(status, code, "Injected.");
    }

    public static Fault error(int status, String code, String message) {
        return error(status, code, message, Map.of());
    }

    public static Fault error(int status, String code, String message, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(XML);
        all.putAll(headers);
        return exchange -> exchange.answer(status, all, xml(errorXml(code, message)));
    }

    /** A status and nothing that explains it. */
    public static Fault bare(int status) {
        return exchange -> exchange.answer(status, Map.of(), NOTHING);
    }

    /** Says 200, and an error in the body. */
    public static Fault errorInside200(String code) {
        return exchange -> exchange.answer(200, XML, xml(errorXml(code, "Injected.")));
    }

    /** Deletes nothing of what it was asked to, and says so in a 200. */
    public static Fault deletesNone(String code, String... keys) {
        StringBuilder errors = new StringBuilder();
        for (String key : keys) {
            errors.append("<Error><Key>")
                    .append(key)
                    .append("</Key><Code>")
                    .append(code)
                    .append("</Code>");
            errors.append("<Message>Injected.</Message></Error>");
        }
        return exchange -> exchange.answer(200, XML, xml("<DeleteResult>" + errors + "</DeleteResult>"));
    }

    /** An answer of one's own. */
    public static Fault answer(String body) {
        return exchange -> exchange.answer(200, XML, xml(body));
    }

    /** These bytes in place of the object, whole or the range that was asked for. */
    public static Fault otherBytes(UnaryOperator<byte[]> change) {
        return exchange -> {
            byte[] answer = exchange.ask();
            int body = bodyOf(answer);
            byte[] changed = change.apply(Arrays.copyOfRange(answer, body, answer.length));
            exchange.out().write(answer, 0, body);
            exchange.out().write(changed);
        };
    }

    /** Says that it wrote. */
    public static Fault storesNothing() {
        return exchange -> exchange.answer(200, Map.of("etag", "\"00000000000000000000000000000000\""), NOTHING);
    }

    /** Stores something else than it was sent, and says that all went well. */
    public static Fault stores(UnaryOperator<byte[]> change) {
        return exchange -> {
            S3Request request = exchange.request();
            byte[] sent = plainBody(request);
            Map<String, String> headers = plainHeaders(request);
            headers.keySet().removeIf(name -> name.startsWith("x-amz-checksum") || name.equals("content-md5"));
            exchange.forward(exchange.signer().sign(request, request.target(), headers, change.apply(sent)));
        };
    }

    public static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    public static byte[] other(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    /** As if the request did not have this header: a server that does not know it. */
    public static Fault without(String header) {
        return exchange -> {
            S3Request request = exchange.request();
            byte[] body = plainBody(request);
            Map<String, String> headers = plainHeaders(request);
            headers.remove(header);
            exchange.forward(exchange.signer().sign(request, request.target(), headers, body));
        };
    }

    /** Shows at most so many objects at a time, as a server does that has a limit of its own. */
    public static Fault cutsLists(int keys) {
        return exchange -> {
            S3Request request = exchange.request();
            String target = request.target().replaceAll("&?max-keys=\\d+", "") + "&max-keys=" + keys;
            exchange.forward(exchange.signer().sign(request, target, request.headers(), NOTHING));
        };
    }

    /** Does what it is asked to, and the answer never comes. */
    public static Fault losesAnswer() {
        return exchange -> {
            exchange.ask();
            exchange.reset();
        };
    }

    /** Breaks off after so many bytes of the answer, its head among them. */
    public static Fault resetsAfter(int bytes) {
        return exchange -> {
            byte[] answer = exchange.ask();
            exchange.out().write(answer, 0, Math.min(bytes, answer.length));
            exchange.out().flush();
            exchange.reset();
        };
    }

    /** Breaks off after so many bytes of what is sent to it. */
    public static Fault resetsUploadAfter(int bytes) {
        return exchange -> {
            exchange.request().body().readNBytes(bytes);
            exchange.reset();
        };
    }

    /** Takes the request and says nothing, until the client gives up. */
    public static Fault hangs() {
        return Exchange::awaitEnd;
    }

    /** Answers in order, a few bytes at a time with a pause after each, until the client gives up. */
    public static Fault trickles(int bytes, java.time.Duration pause) {
        return exchange -> {
            byte[] answer = exchange.ask();
            for (int at = 0; at < answer.length; at += bytes) {
                exchange.out().write(answer, at, Math.min(bytes, answer.length - at));
                exchange.out().flush();
                LockSupport.parkNanos(pause.toNanos());
            }
        };
    }

    /** Answers in order, and leaves the connection open until the client closes it. */
    public static Fault closesNever() {
        return exchange -> {
            byte[] answer = exchange.ask();
            exchange.out().write(answer);
            exchange.out().flush();
            exchange.awaitEnd();
        };
    }

    private static String errorXml(String code, String message) {
        return "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
    }

    private static byte[] xml(String body) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private static int bodyOf(byte[] answer) {
        for (int at = 3; at < answer.length; at++) {
            boolean end =
                    answer[at - 3] == '\r' && answer[at - 2] == '\n' && answer[at - 1] == '\r' && answer[at] == '\n';
            if (end) {
                return at + 1;
            }
        }
        return answer.length;
    }

    /** Headers that go with a body without the frames of {@code aws-chunked}. */
    private static Map<String, String> plainHeaders(S3Request request) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.remove("x-amz-decoded-content-length");
        String encoding = headers.getOrDefault("content-encoding", "").replaceFirst(",?aws-chunked", "");
        if (encoding.isEmpty()) {
            headers.remove("content-encoding");
        } else {
            headers.put("content-encoding", encoding);
        }
        return headers;
    }

    /** What was sent, without the frames of {@code aws-chunked}. */
    private static byte[] plainBody(S3Request request) throws IOException {
        boolean chunked = request.header("x-amz-content-sha256")
                .filter(hash -> hash.startsWith("STREAMING-"))
                .isPresent();
        if (!chunked) {
            return request.body().readAllBytes();
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int size = chunk(request.body(), plain); size > 0; ) {
            size = chunk(request.body(), plain);
        }
        request.body().transferTo(OutputStream.nullOutputStream());
        return plain.toByteArray();
    }

    private static int chunk(InputStream in, OutputStream to) throws IOException {
        String line = line(in);
        int size = Integer.parseInt(line.replaceFirst(";.*", ""), 16);
        to.write(in.readNBytes(size));
        if (size > 0) {
            line(in);
        }
        return size;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
