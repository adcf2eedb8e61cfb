package org.sessionrecording.plugin;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.sessionrecording.api.HostedPlugin;
import org.sessionrecording.api.PluginHost;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.capture.KnownSettings;
import org.sessionrecording.plugin.custody.FindingsBoard;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.retention.Announcement;
import org.sessionrecording.plugin.retention.Instruments;
import org.sessionrecording.plugin.retention.StatusBoard;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** The plugin: makes what its extensions share when it is made, and ends it when it stops. Used by the lifecycle thread. */
public final class SessionRecordingPlugin extends HostedPlugin {
    private static final int CAPTURE_QUEUE = 1_024;

    private final S3Clients clients = new S3Clients();
    private final FailPoints failPoints = FailPoints.find();
    private final Operator operator;
    private final Archive archive;
    private final KnownSettings captureSettings = new KnownSettings();
    private final Executor captureWorker;
    private final StatusBoard board;
    private final FindingsBoard findings;

    public SessionRecordingPlugin(PluginHost host) {
        super(host);
        this.operator = Operator.of(host);
        this.captureWorker = host.workers().pool("capture", 1, CAPTURE_QUEUE);
        this.archive = new Archive(clients, host.installation(), host.clock(), failPoints, operator.partSizes());
        this.board = new StatusBoard(host::projects, archive, operator, host.clock(), instruments());
        this.findings = new FindingsBoard(host::projects);
    }

    @Override
    public void start() {
        host().projects().forEach(this::announce);
        board.start(host().workers());
        findings.start(host().workers());
    }

    private void announce(Project project) {
        announce(project, project.settings().read());
        project.settings().onChange(values -> {
            announce(project, values);
            board.ring();
        });
    }

    private void announce(Project project, SettingValues values) {
        Announcement.announce(project, RecordingSettings.read(values, operator), operator);
    }

    @Override
    public void stop() {
        clients.close();
    }

    Operator operator() {
        return operator;
    }

    Archive archive() {
        return archive;
    }

    FailPoints failPoints() {
        return failPoints;
    }

    ObjectStores objectStores() {
        return clients;
    }

    StatusBoard board() {
        return board;
    }

    FindingsBoard findings() {
        return findings;
    }

    Instruments instruments() {
        return new Instruments(host()::clockDoubt, host().metrics());
    }

    KnownSettings captureSettings() {
        return captureSettings;
    }

    /** Looks up beside the requests what capture rules want to know. */
    Executor captureWorker() {
        return captureWorker;
    }

    Workers workers() {
        return host().workers();
    }

    Clock clock() {
        return host().clock();
    }

    Metrics metrics() {
        return host().metrics();
    }
}
