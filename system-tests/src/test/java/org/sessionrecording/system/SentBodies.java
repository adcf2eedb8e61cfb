package org.sessionrecording.system;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;

/** What a page sends to a host, as plain text: addresses and bodies. */
final class SentBodies {
    private final List<String> sent = new ArrayList<>();

    SentBodies(Page page, String host) {
        page.onRequest(request -> {
            if (request.url().startsWith(host)) {
                sent.add(request.url());
                sent.add(body(request));
            }
        });
    }

    private static String body(Request request) {
        byte[] body = request.postDataBuffer();
        return body == null ? "" : Bodies.text(body);
    }

    List<String> all() {
        return List.copyOf(sent);
    }
}
