package org.sessionrecording.tool;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Verifies objects one after the other, and the parts of each recording together. A line for each; failures do not end it. */
final class VerifyCommand implements Inputs.Visitor {
    private final Inputs inputs;
    private final Output output;
    private final Optional<String> sha256;
    private final Parts parts = new Parts();
    private long verified;
    private long bad;

    private VerifyCommand(Inputs inputs, Output output, Optional<String> sha256) {
        this.inputs = inputs;
        this.output = output;
        this.sha256 = sha256;
    }

    /** Whether all was well. */
    static boolean run(Arguments arguments, Inputs inputs, Output output) throws IOException, UsageException {
        Optional<String> sha256 = arguments.option("sha256").map(text -> text.toLowerCase(Locale.ROOT));
        if (sha256.isPresent()) {
            arguments.exactly(1, "one file with --sha256");
            if (!sha256.get().matches("[0-9a-f]{64}")) {
                throw new UsageException("--sha256 takes 64 hex digits");
            }
        }
        VerifyCommand command = new VerifyCommand(inputs, output, sha256);
        inputs.forEach(arguments.words(), command);
        output.line(command.verified + " verified, " + command.bad + " bad");
        return command.bad == 0;
    }

    @Override
    public void object(String name) {
        try (StoredFile file = inputs.open(name)) {
            Document document = DocumentReader.read(file);
            requireSha256(document);
            Verification.verify(document);
            requirePlace(document);
            parts.add(document);
            verified++;
            output.line("ok   " + Text.printable(name) + "  " + describe(document));
        } catch (IOException e) {
            bad(name, Output.reason(e));
        }
    }

    private void requireSha256(Document document) throws BadObjectException {
        if (sha256.isEmpty()) {
            return;
        }
        if (!document.compressed()) {
            throw new BadObjectException(
                    "its SHA-256 cannot be compared: it was inflated on the way here, and the hash is"
                            + " that of the stored bytes (fetch it without inflating)");
        }
        if (!sha256.get().equals(document.sha256())) {
            throw new BadObjectException("its SHA-256 is " + document.sha256());
        }
    }

    private static void requirePlace(Document document) throws BadObjectException {
        Optional<String> expected = Parts.expectedPlace(document);
        if (expected.isPresent()) {
            throw new BadObjectException("it is sound, but lies under another name than its own, " + expected.get());
        }
    }

    private static String describe(Document document) {
        String what = document.totals().chunks() + " chunks, "
                + document.totals().snapshots() + " snapshots, " + document.plainLength() + " plain bytes";
        return document.compressed()
                ? "sha256 " + document.sha256() + ", " + what
                : what + " (inflated on the way here: stored hashes cannot be checked)";
    }

    @Override
    public void bad(String name, String why) {
        bad++;
        output.line("BAD  " + Text.printable(name) + ": " + why);
    }

    @Override
    public void endOfGroup(boolean folder) {
        parts.check(this::bad, folder ? this::bad : (recording, what) -> output.note(recording + ": " + what));
    }
}
