package org.sessionrecording.host.assets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what bytes are: their first ones decide, and what the server says of them must not contradict. */
final class AssetTypes {
    static final String SVG = "image/svg+xml";
    static final String CSS = "text/css";

    private static final int LOOKED_AT = 1_024;
    private static final Pattern SVG_START =
            Pattern.compile("\\uFEFF?\\s*(?:<\\?xml[^>]*>|<!--|<!DOCTYPE\\s+svg|<svg[\\s>/]).*", Pattern.DOTALL);
    /** What servers call images and fonts; nothing, and "some bytes", say nothing. */
    private static final Pattern PLAUSIBLE = Pattern.compile(
            "|image/.+|font/.+|application/(?:x-)?font.*|application/x-font.*|application/vnd\\.ms-opentype"
                    + "|application/octet-stream|binary/octet-stream");

    private record Magic(String type, int offset, String bytes) {
        boolean matches(String start) {
            return start.startsWith(bytes, offset);
        }
    }

    private static final List<Magic> MAGICS = List.of(
            new Magic("image/png", 0, "\u0089PNG\r\n\u001a\n"),
            new Magic("image/jpeg", 0, "\u00ff\u00d8\u00ff"),
            new Magic("image/gif", 0, "GIF87a"),
            new Magic("image/gif", 0, "GIF89a"),
            new Magic("image/avif", 4, "ftypavif"),
            new Magic("image/avif", 4, "ftypavis"),
            new Magic("image/bmp", 0, "BM"),
            new Magic("image/x-icon", 0, "\u0000\u0000\u0001\u0000"),
            new Magic("font/woff2", 0, "wOF2"),
            new Magic("font/woff", 0, "wOFF"),
            new Magic("font/ttf", 0, "\u0000\u0001\u0000\u0000"),
            new Magic("font/ttf", 0, "true"),
            new Magic("font/otf", 0, "OTTO"));

    private AssetTypes() {}

    /** The type under which it may be shown; empty where it may not. @param declared by its server; empty for nothing */
    static Optional<String> find(String declared, byte[] bytes) {
        String said = declared.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (said.equals(CSS)) {
            return Optional.of(CSS);
        }
        if (!PLAUSIBLE.matcher(said).matches()) {
            return Optional.empty();
        }
        String start = new String(bytes, 0, Math.min(LOOKED_AT, bytes.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return Optional.of("image/webp");
        }
        if (said.equals(SVG)) {
            String text = new String(bytes, 0, Math.min(LOOKED_AT, bytes.length), StandardCharsets.UTF_8);
            return SVG_START.matcher(text).matches() ? Optional.of(SVG) : Optional.empty();
        }
        return MAGICS.stream()
                .filter(magic -> magic.matches(start))
                .map(Magic::type)
                .findFirst();
    }
}
