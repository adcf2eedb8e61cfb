package org.sessionrecording.system;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A site with photographs, a font and style sheets; notes each request with its headers, and sets a cookie with each answer. */
final class PhotoSite implements AutoCloseable {
    private static final Pattern FONT = Pattern.compile("data:font/ttf;base64,([A-Za-z0-9+/=]+)");

    private final HttpServer server;
    private final byte[] font;
    private final byte[] photo;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Asked(String method, String path, Headers headers) {}

    PhotoSite() throws IOException {
        Matcher embedded = FONT.matcher(Resources.text("fidelity/page.html"));
        if (!embedded.find()) {
            throw new IllegalStateException("No font in the page of the fidelity specs");
        }
        font = Base64.getDecoder().decode(embedded.group(1));
        photo = photo();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private static byte[] photo() throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 48; y++) {
                image.setRGB(x, y, x * 4 << 16 | y * 5 << 8 | 0x60);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + authority();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<String> paths() {
        return asked.stream().map(Asked::path).distinct().toList();
    }

    void forget() {
        asked.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            asked.add(new Asked(exchange.getRequestMethod(), path, exchange.getRequestHeaders()));
            Map<String, String> types = Map.of("png", "image/png", "ttf", "font/ttf", "css", "text/css");
            String type = types.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/html");
            byte[] body =
                    switch (type) {
                        case "image/png" -> photo;
                        case "font/ttf" -> font;
                        case "text/css" ->
                            "@font-face { font-family: Sheeted; src: url(sheeted.ttf) } .sheeted { font: 20px Sheeted; background: url('/in-sheet.png') }"
                                    .getBytes(StandardCharsets.UTF_8);
                        default -> "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
                    };
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Set-Cookie", "photos=1; Path=/");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
