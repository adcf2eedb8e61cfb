package org.sessionrecording.host.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The one pass over a file's JSON: where its snapshots are, and the small values beside them. For one file. */
final class FileReader {
    /** Facts that enrichers find in what a client says of its browser, and what the client calls it. */
    private static final Map<String, String> SAID = Map.of(
            "browser", "$browser",
            "browser_version", "$browser_version",
            "os", "$os",
            "os_version", "$os_version",
            "device", "$device",
            "device_type", "$device_type",
            "language", "$browser_language",
            "timezone", "$timezone");

    private static final int MOST_IDS = 200;
    private static final int LONGEST_PROPERTY = 1_000;
    private static final Pattern EVENT_ID = Pattern.compile("[0-9a-f]{32}");

    private final Spool spool;
    private final FileLimits limits;
    private final JsonWalk walk;
    private final FileContent content = new FileContent();
    private int snapshots;
    private int eventIds;

    FileReader(Spool spool, FileLimits limits) {
        this.spool = spool;
        this.limits = limits;
        this.walk = new JsonWalk(spool, limits.json());
    }

    FileContent read() {
        walk.kind();
        walk.forEachMember(this::readMember);
        walk.requireEnd();
        return content;
    }

    private void readMember(String name) {
        switch (name) {
            case "version" -> content.version = walk.scalar().orElse("");
            case "distinct_id" -> content.distinctId = text();
            case "session_id" -> content.sessionId = text();
            case "facts" -> ifObject(this::readFact);
            case "snapshots" -> readSnapshots();
            case "chunks" -> readChunks();
            case "data" -> {
                content.wrapped = walk.kind() == '{';
                ifObject(this::readWrapped);
            }
            default -> walk.skip();
        }
    }

    private void ifObject(JsonWalk.MemberVisitor visitor) {
        if (walk.kind() == '{') {
            walk.forEachMember(visitor);
        } else {
            walk.skip();
        }
    }

    private @org.jspecify.annotations.Nullable String text() {
        return walk.kind() == '"' ? walk.scalar().orElse("") : skipped();
    }

    private @org.jspecify.annotations.Nullable String skipped() {
        walk.skip();
        return null;
    }

    private void readFact(String name) {
        if (name.equals("distinct_ids")) {
            readIds();
        } else if (SAID.containsKey(name)) {
            keep(SAID.get(name), walk.scalar());
        } else {
            walk.skip();
        }
    }

    private void keep(String property, Optional<String> value) {
        value.filter(text -> text.length() <= LONGEST_PROPERTY)
                .ifPresent(text -> content.properties.put(property, text));
    }

    private void readIds() {
        if (walk.kind() != '[') {
            walk.skip();
            return;
        }
        walk.forEachElement(index -> {
            String id = text();
            if (id != null && content.otherIds.size() < MOST_IDS) {
                content.otherIds.add(id);
            }
        });
    }

    private void readSnapshots() {
        snapshots = 0;
        Spans found = new Spans();
        content.snapshots = walk.kind() == '[' ? found : null;
        if (content.snapshots == null) {
            walk.skip();
        } else {
            walk.forEachElement(index -> readSnapshot(found));
        }
    }

    private void readSnapshot(Spans into) {
        if (snapshots++ == limits.snapshots()) {
            throw WireException.overLimit("Cannot take the file: it has more than " + limits.snapshots()
                    + " snapshots (take a shorter recording)");
        }
        walk.kind();
        long start = walk.offset();
        walk.skip();
        into.add(start, walk.offset());
    }

    private void readChunks() {
        content.chunks.clear();
        content.listsChunks = walk.kind() == '[';
        if (!content.listsChunks) {
            walk.skip();
            return;
        }
        walk.forEachElement(index -> {
            if (index == limits.chunks()) {
                throw WireException.overLimit(
                        "Cannot take the file: it lists more than " + limits.chunks() + " chunks");
            }
            content.chunks.add(new ChunkReader().read());
        });
    }

    private void readWrapped(String name) {
        switch (name) {
            case "id" -> content.sessionId = text();
            case "person" -> ifObject(this::readPerson);
            case "snapshotsByWindowId" -> readWindows();
            case "snapshots" -> readMixed();
            default -> walk.skip();
        }
    }

    private void readPerson(String name) {
        switch (name) {
            case "distinct_ids" -> readIds();
            case "properties" ->
                ifObject(property -> {
                    if (SAID.containsValue(property)) {
                        keep(property, walk.scalar());
                    } else {
                        walk.skip();
                    }
                });
            default -> walk.skip();
        }
    }

    private void readWindows() {
        content.byWindow = walk.kind() == '{';
        content.windows.clear();
        snapshots = 0;
        ifObject(window -> {
            Spans found = content.windows.computeIfAbsent(window, each -> new Spans());
            if (walk.kind() == '[') {
                walk.forEachElement(index -> readSnapshot(found));
            } else {
                walk.skip();
            }
        });
    }

    /** Each says in which window it was recorded; those that cannot be read will be told of as such. */
    private void readMixed() {
        content.inOneList = walk.kind() == '[';
        content.windows.clear();
        snapshots = 0;
        if (!content.inOneList) {
            walk.skip();
            return;
        }
        Spans one = new Spans();
        walk.forEachElement(index -> {
            readSnapshot(one);
            String window = window(one.start(0), one.end(0));
            content.windows.computeIfAbsent(window, each -> new Spans()).add(one.start(0), one.end(0));
            one.clear();
        });
    }

    private String window(long start, long end) {
        if (end - start > limits.json().snapshotBytes()) {
            return "";
        }
        byte[] json = spool.copy(start, end);
        int at = json[0] == '{' ? Members.find(json, 0, "windowId") : Members.NONE;
        if (at == Members.NONE || json[at] == '{' || json[at] == '[' || json[at] == 'n') {
            return "";
        }
        int behind = JsonBytes.skipValue(json, at);
        return json[at] == '"'
                ? JsonBytes.decode(json, at, behind)
                : new String(json, at, behind - at, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** One line of the list at a document's end. */
    private final class ChunkReader {
        private final List<UUID> ids = new ArrayList<>();
        private String window = "";
        private int count;
        private Optional<Instant> start = Optional.empty();
        private Optional<Instant> end = Optional.empty();

        FileContent.ListedChunk read() {
            ifObject(this::readMember);
            if (count < 1) {
                throw WireException.undecodable(
                        "Cannot read the file: its list of chunks has one without a count (take it as it was exported)");
            }
            return new FileContent.ListedChunk(window, count, start, end, ids);
        }

        private void readMember(String name) {
            switch (name) {
                case "window_id" -> window = Optional.ofNullable(text()).orElse("");
                case "count" -> count = walk.scalar().map(ChunkReader::number).orElse(0);
                case "start" -> start = walk.scalar().flatMap(ChunkReader::instant);
                case "end" -> end = walk.scalar().flatMap(ChunkReader::instant);
                case "event_ids" -> readEventIds();
                default -> walk.skip();
            }
        }

        private void readEventIds() {
            if (walk.kind() != '[') {
                walk.skip();
                return;
            }
            walk.forEachElement(index -> walk.scalar()
                    .filter(id -> EVENT_ID.matcher(id).matches() && eventIds < limits.eventIds())
                    .ifPresent(id -> {
                        eventIds++;
                        ids.add(new UUID(
                                Long.parseUnsignedLong(id, 0, 16, 16), Long.parseUnsignedLong(id, 16, 32, 16)));
                    }));
        }

        private static int number(String text) {
            return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }
}
