package org.sessionrecording.host.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.StoredEvent;

/**
 * What an event says of a person.
 *
 * @param at when it happened, or arrived where that was earlier
 * @param sameAs other distinct ids of the same person
 * @param set a JSON object of properties to set
 * @param setOnce as {@code set}, where the person has none of that name yet
 */
record PersonNews(DistinctId distinctId, Instant at, List<DistinctId> sameAs, String set, String setOnce) {
    static final String NOTHING = "{}";

    private static final JsonMapper MAPPER = new JsonMapper();

    PersonNews {
        sameAs = List.copyOf(sameAs);
    }

    /** Empty where the event says nothing of a person, as most do. */
    static Optional<PersonNews> of(StoredEvent event) {
        boolean naming = event.event().equals("$identify") || event.event().equals("$create_alias");
        if (!naming && !event.properties().contains("\"$set")) {
            return Optional.empty();
        }
        JsonNode properties;
        try {
            properties = MAPPER.readTree(event.properties());
        } catch (JsonProcessingException e) {
            return Optional.empty(); // the store keeps such an event as it came, if at all
        }
        List<DistinctId> sameAs = new ArrayList<>();
        id(properties.path(event.event().equals("$identify") ? "$anon_distinct_id" : "alias"))
                .filter(id -> naming && !id.equals(event.distinctId()))
                .ifPresent(sameAs::add);
        Instant at = event.at().isBefore(event.arrived()) ? event.at() : event.arrived();
        PersonNews news = new PersonNews(
                event.distinctId(), at, sameAs, object(properties.path("$set")), object(properties.path("$set_once")));
        boolean empty = !naming && news.set().equals(NOTHING) && news.setOnce().equals(NOTHING);
        return empty ? Optional.empty() : Optional.of(news);
    }

    /** What is left of it once these were erased, each until an instant. */
    Optional<PersonNews> without(Map<DistinctId, Instant> erased) {
        return isOf(distinctId, erased)
                ? Optional.empty()
                : Optional.of(new PersonNews(
                        distinctId,
                        at,
                        sameAs.stream().filter(id -> !isOf(id, erased)).toList(),
                        set,
                        setOnce));
    }

    private boolean isOf(DistinctId id, Map<DistinctId, Instant> erased) {
        Instant until = erased.get(id);
        return until != null && !at.isAfter(until);
    }

    private static Optional<DistinctId> id(JsonNode node) {
        String text = node.isTextual() ? node.asText() : "";
        int length = text.codePointCount(0, text.length());
        return length >= 1 && length <= DistinctId.MAX_CODE_POINTS
                ? Optional.of(new DistinctId(text))
                : Optional.empty();
    }

    private static String object(JsonNode node) {
        return node.isObject() ? node.toString() : NOTHING;
    }
}
