package org.sessionrecording.host.location;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Where a visitor is, as far as the file tells, in English. */
public record Place(Optional<String> country, Optional<String> region, Optional<String> city) {
    private static final int LONGEST = 100;

    public Place {
        country = country.map(Place::cut);
        region = region.map(Place::cut);
        city = city.map(Place::cut);
    }

    boolean isKnown() {
        return country.isPresent() || region.isPresent() || city.isPresent();
    }

    /** As facts of a recording, which keeps the first it hears. */
    public Facts facts(Instant seen) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        country.ifPresent(text -> facts.put("country", first(seen, text)));
        region.ifPresent(text -> facts.put("region", first(seen, text)));
        city.ifPresent(text -> facts.put("city", first(seen, text)));
        return Facts.of(facts);
    }

    private static Fact first(Instant seen, String text) {
        return new Fact.First(new Fact.Moment(seen, text));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
