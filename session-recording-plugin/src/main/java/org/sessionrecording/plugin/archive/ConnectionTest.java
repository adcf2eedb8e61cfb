package org.sessionrecording.plugin.archive;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.plugin.archive.ProbeReport.Ability;
import org.sessionrecording.plugin.archive.ProbeReport.Finding;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/**
 * The operation behind "Test the archive": tries what an archive must and may do, and says each. Without state; safe for use
 * from any thread.
 */
public class ConnectionTest implements Operation {
    private final Archive archive;
    private final Operator operator;

    public ConnectionTest(Archive archive, Operator operator) {
        this.archive = archive;
        this.operator = operator;
    }

    @Override
    public String id() {
        return "test_connection";
    }

    @Override
    public String title() {
        return "Test the archive";
    }

    @Override
    public String description() {
        return "Writes, reads, lists and deletes one small object where recordings would be archived, and says what the server"
                + " can do. Changes nothing else.";
    }

    @Override
    public Outcome run(OperationContext context) {
        ArchiveTarget target =
                RecordingSettings.read(context.settings(), operator).archive();
        if (target instanceof ArchiveTarget.Configured configured) {
            return test(context, configured.settings());
        }
        return new Outcome.Failed(
                target instanceof ArchiveTarget.Unusable unusable
                        ? unusable.reason()
                        : "No archive is set, so there is nothing to test (set s3_url)");
    }

    private Outcome test(OperationContext context, ArchiveSettings settings) {
        Map<Checksum, Optional<String>> refusals = new EnumMap<>(Checksum.class);
        for (Checksum checksum : Checksum.values()) {
            context.checkCancelled();
            Optional<String> refusal = archive.refusal(settings, checksum);
            refusals.put(checksum, refusal);
            context.figure("checksum_" + checksum.text(), refusal.isEmpty() ? 1 : 0);
        }
        ProbeReport report = archive.tryOut(context.project(), settings);
        for (Ability ability : Ability.values()) {
            context.figure(ability.text(), report.able(ability) ? 1 : 0);
        }
        return outcome(settings, report, refusals);
    }

    private static Outcome outcome(
            ArchiveSettings settings, ProbeReport report, Map<Checksum, Optional<String>> refusals) {
        Optional<String> obstacle = report.obstacle();
        if (obstacle.isPresent()) {
            return new Outcome.Failed("The archive cannot be used. " + obstacle.get() + otherChecksum(refusals));
        }
        List<String> lines = new ArrayList<>();
        report.findings().forEach((ability, finding) -> lines.add(line(ability, finding)));
        refusals.forEach((checksum, refusal) ->
                lines.add("s3_checksum " + checksum.text() + ": " + (refusal.isEmpty() ? "yes" : "no")));
        String clearText = settings.url().clearText()
                ? " Recordings travel readable over http: use https outside your own network."
                : "";
        return new Outcome.Succeeded("The archive works." + clearText + "\n" + String.join("\n", lines));
    }

    private static String line(Ability ability, Finding finding) {
        return ability.text() + ": " + (finding.able() ? "yes" : "no, " + finding.reason());
    }

    /** Where only the checksum is in the way. */
    private static String otherChecksum(Map<Checksum, Optional<String>> refusals) {
        return refusals.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .findFirst()
                .map(entry ->
                        ". It takes writes with s3_checksum " + entry.getKey().text())
                .orElse("");
    }
}
