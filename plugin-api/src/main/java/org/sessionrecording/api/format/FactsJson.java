package org.sessionrecording.api.format;

import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Timestamps;

/** Facts as people and scripts read them: one flat JSON object, each kind as its Javadoc says. */
public final class FactsJson {
    private FactsJson() {}

    /** ASCII JSON object. */
    public static String write(Facts facts) {
        JsonText json = new JsonText().raw("{");
        facts.byName().forEach((name, fact) -> write(json.name(name), fact));
        return json.raw("}").toString();
    }

    private static void write(JsonText json, Fact fact) {
        if (fact instanceof Fact.Count count) {
            json.raw(count.value());
        } else if (fact instanceof Fact.First first) {
            json.string(first.moment().text());
        } else if (fact instanceof Fact.Last last) {
            json.string(last.moment().text());
        } else if (fact instanceof Fact.Texts texts) {
            json.array(texts.values(), JsonText::string);
        } else if (fact instanceof Fact.Timeline timeline) {
            json.array(timeline.moments(), FactsJson::write);
        } else if (fact instanceof Fact.Spans spans) {
            json.raw(spans.total().toSeconds());
        } else {
            throw new IllegalStateException("Cannot write a fact of " + fact.getClass());
        }
    }

    private static void write(JsonText json, Fact.Moment moment) {
        json.raw("{")
                .name("at")
                .string(Timestamps.rfc3339(moment.at()))
                .name("value")
                .string(moment.text())
                .raw("}");
    }
}
