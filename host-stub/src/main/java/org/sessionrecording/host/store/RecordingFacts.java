package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The facts of a recording: in its row as far as they fit, and whole beside it while the archive does not have them. Once
 * they were cut and archived, what late chunks bring merges into what the row has. Under the row's lock.
 */
final class RecordingFacts {
    private static final String KNOWN = """
            select r.facts::text, r.facts_cut, f.facts::text as whole
            from recording r left join recording_facts f on f.recording = r.key
            where r.key = ? for no key update of r
            """;
    private static final String KEEP = """
            insert into recording_facts (recording, facts) values (?, ?::jsonb)
            on conflict (recording) do update set facts = excluded.facts
            """;

    private final Connection connection;
    private final Consumer<String> leftOut;
    private final FactsCodec codec = new FactsCodec();

    RecordingFacts(Connection connection, Consumer<String> leftOut) {
        this.connection = connection;
        this.leftOut = leftOut;
    }

    /**
     * What the row gets.
     *
     * @param whole where it is not all: all of it
     */
    record Capped(String row, boolean cut, Optional<String> whole) {}

    /** Of a recording that is opened. */
    Capped opened(Map<String, EnricherFacts> found) {
        return capped(new TreeMap<>(found), true);
    }

    /** Of a recording that grows; locks its row. */
    Capped grown(long key, Map<String, EnricherFacts> found) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    // done again, the append sees that its plan was overtaken
                    throw new SQLException("recording " + key + " was erased", StoreRetries.SERIALIZATION_FAILURE);
                }
                String whole = row.getString("whole");
                boolean lost = row.getBoolean("facts_cut") && whole == null;
                SortedMap<String, EnricherFacts> known = codec.read(whole == null ? row.getString("facts") : whole);
                SortedMap<String, EnricherFacts> merged = FactsCodec.merge(known, found, leftOut);
                found.forEach((enricher, facts) ->
                        merged.computeIfPresent(enricher, (name, both) -> both.after(known.get(name), facts)));
                Capped capped = capped(merged, !lost);
                return lost ? new Capped(capped.row(), true, capped.whole()) : capped;
            }
        }
    }

    /**
     * Of a recording whose chunks some enrichers saw all again: what they found takes the place of what they had found, but
     * for what a newer version found. The row is locked and there.
     */
    Capped replaced(long key, Map<String, EnricherFacts> found) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String whole = row.getString("whole");
                SortedMap<String, EnricherFacts> facts = codec.read(whole == null ? row.getString("facts") : whole);
                boolean lost = row.getBoolean("facts_cut")
                        && whole == null
                        && !found.keySet().containsAll(facts.keySet());
                found.forEach((enricher, again) ->
                        facts.merge(enricher, again, (before, now) -> before.version() > now.version() ? before : now));
                Capped capped = capped(facts, !lost);
                return lost ? new Capped(capped.row(), true, capped.whole()) : capped;
            }
        }
    }

    /** Keeps beside the row what it cannot hold. */
    void keep(long key, Capped facts) throws SQLException {
        if (facts.whole().isPresent()) {
            try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
                statement.setLong(1, key);
                statement.setString(2, facts.whole().get());
                statement.executeUpdate();
            }
        }
    }

    private Capped capped(SortedMap<String, EnricherFacts> facts, boolean all) {
        String json = codec.write(facts);
        if (FactsCap.fits(json)) {
            return new Capped(json, false, Optional.empty());
        }
        return new Capped(FactsCap.cut(facts, codec), true, all ? Optional.of(json) : Optional.empty());
    }
}
