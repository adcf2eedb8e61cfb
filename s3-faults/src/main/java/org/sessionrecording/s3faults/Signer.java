package org.sessionrecording.s3faults;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs changed requests again by Signature Version 4, with the time and scope of the request that was changed. */
final class Signer {
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), ?SignedHeaders=([^,]+), ?Signature=.*");

    private final String accessKey;
    private final String secretKey;

    Signer(String accessKey, String secretKey) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /**
     * @param headers those of the request, without what no longer goes with it
     * @param body plain, not {@code aws-chunked}
     */
    S3Request sign(S3Request request, String target, Map<String, String> headers, byte[] body) {
        Matcher authorization = AUTHORIZATION.matcher(request.headers().getOrDefault("authorization", ""));
        if (!authorization.matches()) {
            throw new IllegalStateException("Cannot sign again: the request has no signature of version 4");
        }
        Map<String, String> signed = new LinkedHashMap<>(headers);
        if (signed.containsKey("content-length") || body.length > 0) {
            signed.put("content-length", Integer.toString(body.length));
        }
        signed.put("x-amz-content-sha256", hex(sha256(body)));
        String names = Arrays.stream(authorization.group(2).split(";"))
                .filter(signed::containsKey)
                .collect(Collectors.joining(";"));
        InputStream in = new ByteArrayInputStream(body);
        S3Request changed = request.with(target, signed, in);
        String scope = authorization.group(1);
        signed.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature(changed, names, scope));
        return request.with(target, signed, in);
    }

    private String signature(S3Request request, String names, String scope) {
        String canonicalHeaders = Arrays.stream(names.split(";"))
                .map(name -> name + ":"
                        + request.headers().get(name).replaceAll(" +", " ").strip() + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n",
                request.method(),
                request.path(),
                canonicalQuery(request.query()),
                canonicalHeaders,
                names,
                request.headers().get("x-amz-content-sha256"));
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                request.headers().get("x-amz-date"),
                scope,
                hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        return hex(hmac(key, toSign));
    }

    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
    }
}
