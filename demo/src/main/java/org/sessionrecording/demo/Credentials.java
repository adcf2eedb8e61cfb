package org.sessionrecording.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import org.sessionrecording.api.ApiException;

/**
 * Who may log in, and where the embedded S3 server listens: made at the first start, the same ever after, since links to
 * archived recordings hold that address. What the environment says wins.
 */
record Credentials(String email, String password, String apiKey, int s3Port, String s3AccessKey, String s3SecretKey) {
    static Credentials readOrMake(Path file, Map<String, String> environment) {
        Properties kept = read(file);
        SecureRandom random = new SecureRandom();
        kept.putIfAbsent("password", random(random, 6));
        kept.putIfAbsent("api_key", "phx_" + random(random, 20));
        kept.putIfAbsent("s3_port", Integer.toString(Ports.anyFree()));
        kept.putIfAbsent("s3_secret_key", random(random, 20));
        write(kept, file);
        return new Credentials(
                environment.getOrDefault("ADMIN_EMAIL", "demo@example.com"),
                environment.getOrDefault("ADMIN_PASSWORD", kept.getProperty("password")),
                environment.getOrDefault("ADMIN_API_KEY", kept.getProperty("api_key")),
                Integer.parseInt(kept.getProperty("s3_port")),
                "demo",
                kept.getProperty("s3_secret_key"));
    }

    private static String random(SecureRandom random, int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw failed("read", file, e);
            }
        }
        return properties;
    }

    private static void write(Properties properties, Path file) {
        try {
            if (!Files.exists(file)
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try (Writer out = Files.newBufferedWriter(file)) {
                properties.store(out, "The demo's own credentials");
            }
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    private static ApiException failed(String what, Path file, IOException cause) {
        return new ApiException(
                ApiException.Kind.INTERNAL, "Cannot " + what + " " + file + ": " + cause.getMessage(), cause);
    }

    @Override
    public String toString() {
        return "Credentials[" + email + ", ***]";
    }
}
