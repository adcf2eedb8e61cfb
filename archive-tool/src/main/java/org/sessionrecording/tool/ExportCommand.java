package org.sessionrecording.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Merges the parts of one recording into one plain document, or into the bare array of events that rrweb players play. */
final class ExportCommand {
    private final Inputs inputs;
    private final Output output;
    private final Optional<String> window;
    private final boolean events;

    private ExportCommand(Inputs inputs, Output output, Optional<String> window, boolean events) {
        this.inputs = inputs;
        this.output = output;
        this.window = window;
        this.events = events;
    }

    static void run(Arguments arguments, Inputs inputs, Output output) throws IOException, UsageException {
        String format = arguments.option("format").orElse("json");
        if (!format.equals("json") && !format.equals("events")) {
            throw new UsageException("--format is json or events");
        }
        ExportCommand command = new ExportCommand(inputs, output, arguments.option("window"), format.equals("events"));
        List<StoredFile> files = new ArrayList<>();
        try {
            command.export(arguments.words(), arguments.option("out"), files);
        } finally {
            for (StoredFile file : files) {
                file.close();
            }
        }
    }

    private void export(List<String> words, Optional<String> to, List<StoredFile> files) throws IOException {
        List<Document> parts = new ArrayList<>();
        for (String word : objects(words)) {
            files.add(inputs.open(word));
            parts.add(read(files.get(files.size() - 1)));
        }
        parts.sort(Comparator.comparingInt(part -> part.head().part()));
        requireOneRecording(parts);
        requireWindow(parts);
        MergedDocument merged = new MergedDocument(parts, window);
        Output.Writer writer = events ? merged::writeEvents : merged::writeJson;
        if (to.isPresent()) {
            Output.write(Path.of(to.get()), writer);
        } else {
            output.write(writer);
        }
        merged.remarks(events).forEach(output::note);
    }

    private List<String> objects(List<String> words) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        inputs.forEach(words, new Inputs.Visitor() {
            @Override
            public void object(String name) {
                names.add(name);
            }

            @Override
            public void bad(String name, String why) {
                problems.add(Text.printable(name) + ": " + why);
            }

            @Override
            public void endOfGroup(boolean folder) {
                // all together are one recording here
            }
        });
        if (!problems.isEmpty()) {
            throw new BadObjectException(problems.get(0));
        }
        return names;
    }

    private static Document read(StoredFile file) throws IOException {
        try {
            return DocumentReader.read(file);
        } catch (BadObjectException e) {
            throw new BadObjectException(Text.printable(file.name()) + ": " + e.getMessage(), e);
        }
    }

    private void requireOneRecording(List<Document> documents) throws BadObjectException {
        Parts parts = new Parts();
        documents.forEach(parts::add);
        if (parts.recordings().size() != 1) {
            throw new BadObjectException(
                    "the files are of " + parts.recordings().size() + " recordings (name those of one)");
        }
        List<String> wrong = new ArrayList<>();
        parts.check((recording, what) -> wrong.add(what), (recording, what) -> output.note(recording + ": " + what));
        if (!wrong.isEmpty()) {
            throw new BadObjectException(wrong.get(0));
        }
    }

    private void requireWindow(List<Document> parts) throws BadObjectException {
        if (window.isPresent()
                && parts.stream().noneMatch(part -> part.totals().windows().containsKey(window.get()))) {
            List<String> known = parts.stream()
                    .flatMap(part -> part.totals().windows().keySet().stream())
                    .distinct()
                    .limit(20)
                    .map(Text::quoted)
                    .toList();
            throw new BadObjectException(
                    "there is no window " + Text.quoted(window.get()) + " (there is " + String.join(", ", known) + ")");
        }
    }
}
