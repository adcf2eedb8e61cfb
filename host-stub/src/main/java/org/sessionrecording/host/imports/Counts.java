package org.sessionrecording.host.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sessionrecording.api.operation.OperationContext;

/**
 * What became of an import's rows, over all its runs. Immutable.
 *
 * @param rows all that were read: imported, repeated and skipped ones
 * @param recordings that the import began
 * @param snapshotsSkipped that cannot be read, also of rows of which others can
 * @param skipped by reason
 */
record Counts(
        long rows,
        long imported,
        long repeats,
        long snapshots,
        long snapshotsSkipped,
        long recordings,
        long bytesRaw,
        long bytesStored,
        Map<String, Skips> skipped) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EXAMPLES = 20;

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    /**
     * Rows skipped for one reason.
     *
     * @param examples ids of the first of them
     */
    record Skips(long rows, List<String> examples) {
        Skips {
            examples = List.copyOf(examples);
        }
    }

    Counts {
        skipped = Map.copyOf(skipped);
    }

    static Counts parse(String json) {
        try {
            return json.equals("{}") ? NONE : JSON.readValue(json, Counts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read an import's counts: " + e.getOriginalMessage(), e);
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write an import's counts: " + e.getOriginalMessage(), e);
        }
    }

    /** With rows that were imported or, so many of them, repeats. */
    Counts with(long newRows, long newRepeats) {
        return new Counts(
                rows + newRows + newRepeats,
                imported + newRows,
                repeats + newRepeats,
                snapshots,
                snapshotsSkipped,
                recordings,
                bytesRaw,
                bytesStored,
                skipped);
    }

    Counts withSnapshots(long stored, long lost, long opened, long raw, long compressed) {
        return new Counts(
                rows,
                imported,
                repeats,
                snapshots + stored,
                snapshotsSkipped + lost,
                recordings + opened,
                bytesRaw + raw,
                bytesStored + compressed,
                skipped);
    }

    Counts withSkipped(List<SourceRow> unusable, Reason reason) {
        Map<String, Skips> all = new TreeMap<>(skipped);
        Skips before = all.getOrDefault(reason.text(), new Skips(0, List.of()));
        List<String> examples = new ArrayList<>(before.examples());
        unusable.stream().limit(EXAMPLES - examples.size()).forEach(row -> examples.add(row.id()));
        all.put(reason.text(), new Skips(before.rows() + unusable.size(), examples));
        return new Counts(
                rows + unusable.size(),
                imported,
                repeats,
                snapshots,
                snapshotsSkipped,
                recordings,
                bytesRaw,
                bytesStored,
                all);
    }

    long skippedRows() {
        return skipped.values().stream().mapToLong(Skips::rows).sum();
    }

    void tell(OperationContext context) {
        context.figure("rows", rows);
        context.figure("imported", imported);
        context.figure("repeats", repeats);
        context.figure("skipped", skippedRows());
        context.figure("snapshots", snapshots);
        context.figure("snapshots_skipped", snapshotsSkipped);
        context.figure("recordings", recordings);
        context.figure("bytes_raw", bytesRaw);
        context.figure("bytes_stored", bytesStored);
        skipped.forEach((reason, skips) -> context.figure("skipped_" + reason, skips.rows()));
    }

    /** Why rows were skipped, with the ids of some; empty where none was. */
    String reasons() {
        return new TreeMap<>(skipped)
                .entrySet().stream()
                        .map(each -> each.getValue().rows() + " " + each.getKey() + " (row "
                                + String.join(", ", each.getValue().examples())
                                + (each.getValue().rows()
                                                > each.getValue().examples().size()
                                        ? ", …"
                                        : "") + ")")
                        .collect(Collectors.joining("; "));
    }
}
