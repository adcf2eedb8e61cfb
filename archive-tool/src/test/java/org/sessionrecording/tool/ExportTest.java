package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void write() throws Exception {
        first = Files.write(folder.resolve("1.json"), Sample.first().bytes());
        second = Files.write(folder.resolve("2.json"), Sample.second().bytes());
    }

    @Test
    void one_part_gives_what_inflating_it_gives() throws Exception {
        assertThat(Tool.run("export", first).succeeded().out())
                .isEqualTo(Sample.first().plain());
        assertThat(Tool.run("export", second).succeeded().out())
                .isEqualTo(Sample.second().plain());
        assertThat(Tool.runWith(Sample.first().bytes(), "export", "-")
                        .succeeded()
                        .out())
                .isEqualTo(Sample.first().plain());
        Path plain =
                Files.writeString(folder.resolve("plain.json"), Sample.first().plain());
        assertThat(Tool.run("export", plain).succeeded().out())
                .isEqualTo(Sample.first().plain());
    }

    @Test
    void parts_become_one_document_in_their_order() throws Exception {
        JsonNode merged =
                JSON.readTree(Tool.run("export", second, first).succeeded().out());
        JsonNode one = JSON.readTree(Sample.first().plain());
        JsonNode two = JSON.readTree(Sample.second().plain());
        assertThat(merged.get("part").asInt()).isEqualTo(1);
        assertThat(merged.get("distinct_id")).isEqualTo(one.get("distinct_id"));
        assertThat(merged.get("start")).isEqualTo(one.get("start"));
        assertThat(merged.get("end")).isEqualTo(two.get("end"));
        assertThat(merged.get("facts")).isEqualTo(two.get("facts"));
        assertThat(merged.get("snapshots")).hasSize(8);
        assertThat(merged.get("snapshots").get(0))
                .isEqualTo(one.get("snapshots").get(0));
        assertThat(merged.get("snapshots").get(6))
                .isEqualTo(two.get("snapshots").get(0));
        assertThat(merged.get("chunks").findValuesAsText("id")).containsExactly("11", "12", "13", "20", "25");
        assertThat(merged.get("chunks").findValuesAsText("part")).containsExactly("1", "1", "1", "2", "2");
        assertThat(merged.get("chunks").get(3).get("offset"))
                .isEqualTo(two.get("chunks").get(0).get("offset"));
    }

    @Test
    void a_window_is_exported_alone() throws Exception {
        JsonNode merged = JSON.readTree(
                Tool.run("export", first, second, "--window", "").succeeded().out());
        assertThat(merged.get("snapshots")).hasSize(4);
        assertThat(merged.get("chunks").findValuesAsText("window_id")).containsExactly("", "");
        Tool.run("export", first, "--window", "w9")
                .refused("there is no window \"w9\" (there is \"w \\\"1\\\"\", \"\")");
    }

    @Test
    void events_are_the_bare_array() throws Exception {
        Tool.Result result =
                Tool.run("export", first, second, "--format=events").succeeded();
        assertThat(timestamps(JSON.readTree(result.out()))).hasSize(8);
        assertThat(result.err()).contains("2 windows").contains("arrived later");
        Tool.Result window = Tool.run("export", first, "--format", "events", "--window", "w \"1\"")
                .succeeded();
        assertThat(timestamps(JSON.readTree(window.out()))).isSorted().hasSize(3);
        assertThat(window.err()).isEmpty();
        Tool.Result extracted = Tool.run("extract", first, 12).succeeded();
        assertThat(JSON.readTree(extracted.out())).hasSize(3);
    }

    private static List<Long> timestamps(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.get("timestamp").asLong())
                .toList();
    }

    @Test
    void goes_to_a_file_that_was_not_there() throws Exception {
        Path out = folder.resolve("out.json");
        assertThat(Tool.run("export", first, "--out", out).succeeded().out()).isEmpty();
        assertThat(Files.readString(out, StandardCharsets.UTF_8))
                .isEqualTo(Sample.first().plain());
        Tool.run("export", second, "--out", out).refused("is there already");
        assertThat(Files.readString(out, StandardCharsets.UTF_8))
                .isEqualTo(Sample.first().plain());
        Tool.run("extract", first, 99, "--out", folder.resolve("none.json")).refused("it has no chunk 99");
        assertThat(folder.resolve("none.json")).doesNotExist();
    }

    @Test
    void refuses_to_mix_recordings() throws Exception {
        Path other = Files.write(folder.resolve("other.json"), Sample.example().bytes());
        Tool.run("export", first, other).refused("the files are of 2 recordings");
        Tool.run("export", first, first).refused("part 1 is there twice");
    }
}
