package org.sessionrecording.plugin.settings;

import java.util.List;

/**
 * What of a page is not recorded.
 *
 * @param inputs whether what people type is masked; passwords and cards always are
 * @param textSelector CSS selector of text to mask; may be empty
 * @param blockSelector CSS selector of what is left out; may be empty
 * @param attributes names of attributes whose values are masked
 * @param urlParameters names of URL parameters whose values are masked
 */
public record Masking(
        boolean inputs,
        String textSelector,
        String blockSelector,
        List<String> attributes,
        List<String> urlParameters) {
    public Masking {
        attributes = List.copyOf(attributes);
        urlParameters = List.copyOf(urlParameters);
    }
}
