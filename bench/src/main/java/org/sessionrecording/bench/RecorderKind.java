package org.sessionrecording.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.sessionrecording.plugin.player.PluginStaticFiles;

/** Which client records, as its snippet has it. Both capture page views, and nothing else by themselves. */
enum RecorderKind {
    OURS("sessionRecorder") {
        @Override
        String snippet(String host) throws IOException {
            try (InputStream in = PluginStaticFiles.class.getResourceAsStream("files/snippet.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .replace("__HOST__", '"' + host + '"')
                        .replace("__TOKEN__", '"' + CaptureServer.TOKEN + '"')
                        .replace("__OPTIONS__", "{\"capturePageviews\":true}");
            }
        }
    },
    /** Unmodified, and with all switched off that is not recording. */
    POSTHOG("posthog") {
        @Override
        String snippet(String host) {
            return """
                    <script>
                    (() => {
                      const script = document.createElement("script");
                      script.async = true;
                      script.src = "%1$s/static/array.js";
                      script.onload = () => posthog.init("%2$s", {
                        api_host: "%1$s", persistence: "localStorage", opt_out_useragent_filter: true, disable_surveys: true,
                        autocapture: false, capture_heatmaps: false, capture_dead_clicks: false, capture_performance: false,
                      });
                      document.head.appendChild(script);
                    })();
                    </script>
                    """.formatted(host, CaptureServer.TOKEN);
        }
    };

    private final String global;

    RecorderKind(String global) {
        this.global = global;
    }

    /** By which name a page calls it. */
    String global() {
        return global;
    }

    /** @param host origin of the server that is recorded to */
    abstract String snippet(String host) throws IOException;
}
