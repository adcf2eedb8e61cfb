package org.sessionrecording.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.sessionrecording.api.recording.Timestamps;

/** Says what objects hold, without proving it. */
final class InfoCommand implements Inputs.Visitor {
    private final Inputs inputs;
    private final Output output;
    private boolean failed;

    private InfoCommand(Inputs inputs, Output output) {
        this.inputs = inputs;
        this.output = output;
    }

    /** Whether all could be read. */
    static boolean run(Arguments arguments, Inputs inputs, Output output) throws IOException {
        InfoCommand command = new InfoCommand(inputs, output);
        inputs.forEach(arguments.words(), command);
        return !command.failed;
    }

    @Override
    public void object(String name) {
        try (StoredFile file = inputs.open(name)) {
            describe(DocumentReader.read(file));
        } catch (IOException e) {
            bad(name, Output.reason(e));
        }
    }

    private void describe(Document document) {
        Head head = document.head();
        Totals totals = document.totals();
        output.line(Text.printable(document.file().name()));
        line("distinct_id", Text.quoted(head.name().distinctId().value()));
        line("timestamp", Timestamps.basic(head.name().timestamp()));
        line("link", head.name().link());
        line("session_id", Text.quoted(head.sessionId()));
        line("part", head.part() + "");
        line("start", Timestamps.rfc3339(head.start()));
        line("end", Timestamps.rfc3339(head.end()));
        line(
                "chunks",
                totals.chunks() + (totals.chunks() == 0 ? "" : ", ids " + totals.firstId() + " to " + totals.lastId()));
        line("snapshots", totals.snapshots() + ", " + totals.fullSnapshots() + " of them full");
        line(
                "bytes",
                document.file().size() + (document.compressed() ? " stored, " : " as inflated on the way here, ")
                        + document.plainLength() + " plain");
        if (document.compressed()) {
            line("sha256", document.sha256());
        }
        line("windows", totals.windows().size() + "");
        totals.windows().forEach(this::describe);
        line("facts", Text.printable(new String(head.facts(), StandardCharsets.UTF_8)));
    }

    private void describe(String id, Totals.Window window) {
        output.line(
                "    " + Text.quoted(id) + "  " + window.snapshots() + " snapshots in " + window.chunks() + " chunks, "
                        + window.plainBytes() + " plain bytes, " + Timestamps.rfc3339(window.start()) + " to "
                        + Timestamps.rfc3339(window.end()));
    }

    private void line(String name, String value) {
        output.line("  " + name + " ".repeat(12 - name.length()) + value);
    }

    @Override
    public void bad(String name, String why) {
        failed = true;
        output.err().println("Cannot read " + Text.printable(name) + ": " + why);
    }

    @Override
    public void endOfGroup(boolean folder) {
        // each object stands for itself here
    }
}
