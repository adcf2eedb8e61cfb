package org.sessionrecording.host.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * Facts in {@code recording.facts}, by {@code plugin/enricher}, typed so that merging goes on exactly:
 * {@code {"plugin/enricher":{"version":1,"facts":{"clicks":{"count":3},"browser":{"first":[millis,"Firefox"]}}}}}. Safe for
 * use from any thread.
 */
public final class FactsCodec {
    private final JsonMapper mapper = new JsonMapper();

    /** JSON for the column. */
    public String write(Map<String, EnricherFacts> facts) {
        ObjectNode root = mapper.createObjectNode();
        new TreeMap<>(facts).forEach((enricher, found) -> {
            ObjectNode node = root.putObject(enricher).put("version", found.version());
            if (found.partial()) {
                node.put("partial", true);
            }
            ObjectNode named = node.putObject("facts");
            found.facts().byName().forEach((name, fact) -> write(named.putObject(name), fact));
        });
        return root.toString();
    }

    /** What {@link #write} wrote, in order of plugin and enricher. */
    public SortedMap<String, EnricherFacts> read(String json) {
        SortedMap<String, EnricherFacts> facts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : tree(json).properties()) {
            Map<String, Fact> named = new TreeMap<>();
            entry.getValue()
                    .path("facts")
                    .properties()
                    .forEach(fact -> named.put(fact.getKey(), read(fact.getValue())));
            facts.put(
                    entry.getKey(),
                    new EnricherFacts(
                            entry.getValue().path("version").intValue(),
                            Facts.of(named),
                            entry.getValue().path("partial").booleanValue()));
        }
        return facts;
    }

    /**
     * Both together, enricher by enricher; see {@link EnricherFacts#merge}. Where an enricher changed a fact's kind without a
     * new version, what is {@code known} stays and what it found now is left out.
     *
     * @param leftOut hears each enricher of which something was left out
     */
    public static SortedMap<String, EnricherFacts> merge(
            Map<String, EnricherFacts> known, Map<String, EnricherFacts> found, Consumer<String> leftOut) {
        SortedMap<String, EnricherFacts> merged = new TreeMap<>(known);
        found.forEach((enricher, facts) -> {
            EnricherFacts before = merged.get(enricher);
            if (before != null && before.clashesWith(facts)) {
                leftOut.accept(enricher);
            } else {
                merged.merge(enricher, facts, EnricherFacts::merge);
            }
        });
        return merged;
    }

    private JsonNode tree(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ApiException(ApiException.Kind.STORE, "Cannot read facts: the column holds no JSON", e);
        }
    }

    private static void write(ObjectNode to, Fact fact) {
        if (fact instanceof Fact.Count count) {
            to.put("count", count.value());
        } else if (fact instanceof Fact.First first) {
            write(to.putArray("first"), first.moment());
        } else if (fact instanceof Fact.Last last) {
            write(to.putArray("last"), last.moment());
        } else if (fact instanceof Fact.Texts texts) {
            texts.values().forEach(to.putArray("texts")::add);
        } else if (fact instanceof Fact.Timeline timeline) {
            ArrayNode moments = to.putArray("timeline");
            timeline.moments().forEach(moment -> write(moments.addArray(), moment));
        } else if (fact instanceof Fact.Spans spans) {
            ArrayNode array = to.putArray("spans");
            spans.spans().forEach(span -> array.addArray()
                    .add(span.from().toEpochMilli())
                    .add(span.to().toEpochMilli()));
        } else {
            throw new IllegalStateException("Cannot write a fact of " + fact.getClass());
        }
    }

    private static void write(ArrayNode to, Fact.Moment moment) {
        to.add(moment.at().toEpochMilli()).add(moment.text());
    }

    private static Fact read(JsonNode typed) {
        Map.Entry<String, JsonNode> entry = typed.properties().iterator().next();
        JsonNode value = entry.getValue();
        return switch (entry.getKey()) {
            case "count" -> new Fact.Count(value.longValue());
            case "first" -> new Fact.First(moment(value));
            case "last" -> new Fact.Last(moment(value));
            case "texts" -> new Fact.Texts(each(value, JsonNode::textValue));
            case "timeline" -> new Fact.Timeline(each(value, FactsCodec::moment));
            case "spans" -> new Fact.Spans(each(value, FactsCodec::span));
            default ->
                throw new ApiException(
                        ApiException.Kind.STORE,
                        "Cannot read a fact of kind '" + entry.getKey()
                                + "': this version does not know it (upgrade the host)");
        };
    }

    private static Fact.Moment moment(JsonNode pair) {
        return new Fact.Moment(
                Instant.ofEpochMilli(pair.path(0).longValue()), pair.path(1).textValue());
    }

    private static Fact.Span span(JsonNode pair) {
        return new Fact.Span(
                Instant.ofEpochMilli(pair.path(0).longValue()),
                Instant.ofEpochMilli(pair.path(1).longValue()));
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> map) {
        List<T> values = new ArrayList<>(array.size());
        array.forEach(node -> values.add(map.apply(node)));
        return values;
    }
}
