package org.sessionrecording.host.pages;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.api.ApiException;

/** The templates under {@code pages/}, escaping on, missing variables an error. Safe for use from any thread. */
final class Templates {
    private final PebbleEngine engine;

    Templates() {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix("pages");
        loader.setSuffix(".peb");
        engine = new PebbleEngine.Builder()
                .loader(loader)
                .autoEscaping(true)
                .strictVariables(true)
                .defaultLocale(Locale.ROOT)
                .build();
    }

    String render(String name, Map<String, Object> model) {
        StringWriter html = new StringWriter();
        try {
            engine.getTemplate(name).evaluate(html, model);
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot draw the page " + name, e);
        }
        return html.toString();
    }
}
