package org.sessionrecording.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.host.assets.ReplayAssets;
import org.sessionrecording.host.auth.Accounts;
import org.sessionrecording.host.auth.ApiKeys;
import org.sessionrecording.host.auth.AuthRoutes;
import org.sessionrecording.host.auth.FreshLogin;
import org.sessionrecording.host.auth.HostAuthenticator;
import org.sessionrecording.host.auth.Logins;
import org.sessionrecording.host.capture.CaptureConfig;
import org.sessionrecording.host.capture.CaptureJournal;
import org.sessionrecording.host.capture.CaptureRoutes;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.capture.CaptureStandings;
import org.sessionrecording.host.capture.ExplainRoutes;
import org.sessionrecording.host.capture.Explanations;
import org.sessionrecording.host.capture.StandingRoutes;
import org.sessionrecording.host.config.HostConfig;
import org.sessionrecording.host.erasure.EraseOperation;
import org.sessionrecording.host.erasure.ErasureRoutes;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.fileimport.FileImportRoutes;
import org.sessionrecording.host.imports.Archiving;
import org.sessionrecording.host.imports.ImportSnapshots;
import org.sessionrecording.host.ingest.FileImport;
import org.sessionrecording.host.ingest.IngestRoutes;
import org.sessionrecording.host.ingest.IngestService;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.location.Locations;
import org.sessionrecording.host.metrics.HealthRoutes;
import org.sessionrecording.host.metrics.HostMetrics;
import org.sessionrecording.host.pages.CapturePages;
import org.sessionrecording.host.pages.CareRoutes;
import org.sessionrecording.host.pages.CohortPages;
import org.sessionrecording.host.pages.ErrorPages;
import org.sessionrecording.host.pages.ImportPages;
import org.sessionrecording.host.pages.PageRoutes;
import org.sessionrecording.host.pages.SharedRoutes;
import org.sessionrecording.host.people.PeopleRoutes;
import org.sessionrecording.host.people.PeopleService;
import org.sessionrecording.host.playback.ArchivedEvents;
import org.sessionrecording.host.playback.ExportRoutes;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.RestoreRoutes;
import org.sessionrecording.host.playback.SessionEventRoutes;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.plugins.PluginRoutes;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.preferences.PreferenceRoutes;
import org.sessionrecording.host.preferences.Preferences;
import org.sessionrecording.host.project.ProjectServices;
import org.sessionrecording.host.rerun.RerunEnrichers;
import org.sessionrecording.host.settings.SecretBox;
import org.sessionrecording.host.settings.SettingsRoutes;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.share.ShareRoutes;
import org.sessionrecording.host.share.Sharing;
import org.sessionrecording.host.store.CaptureNotes;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.DiskReserve;
import org.sessionrecording.host.store.DueFacts;
import org.sessionrecording.host.store.EmbeddedDatabase;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.FreeDisk;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.PgArchiveLinks;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgImports;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.PgUsage;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.SeenEvents;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.tasks.HostMaintenance;
import org.sessionrecording.host.tasks.OwnOperations;
import org.sessionrecording.host.tasks.TaskRoutes;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.time.ClockWatch;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.ReplayServer;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.StaticRoutes;
import org.sessionrecording.host.web.WebServer;
import org.sessionrecording.host.wire.FileLimits;
import org.sessionrecording.host.wire.RecordingFileDecoder;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;

/** The composition root: a whole running host. Whoever reads it knows the house. Closing it stops all, in reverse order. */
public final class Host implements AutoCloseable {
    private static final int DAYS_AHEAD = 3;

    private final HostConfig config;
    private final Closing closing = new Closing();
    private final Map<ProjectId, Usage> usages = new ConcurrentHashMap<>();
    private final FreeDisk disk;
    private final DiskReserve reserve;
    private final Database database;
    private final HostClock clock;
    private final ClockWatch clockWatch;
    private final Projects projects;
    private final DayPartitions partitions;
    private final Accounts accounts;
    private final HostMetrics metrics;
    private final Locations locations;
    private final PluginService plugins;
    private final SettingsService settings;
    private final PeopleService people;
    private final ProjectServices services;
    private final RecordingDocuments documents;
    private final SharedRecordings sharedRecordings;
    private final Sharing sharing;
    private final ArchivedEvents archivedEvents;
    private final ErasureService erasures;
    private final CaptureNotes captureNotes;
    private final CaptureJournal captureJournal;
    private final TaskService tasks;
    private final HostMaintenance maintenance;
    private final Optional<ReplayAssets> assets;
    private final WebServer web;
    private final ReplayServer replay;
    private final Optional<String> oneTimePassword;

    private Host(HostConfig config) {
        this.config = config;
        try {
            disk = new FreeDisk(config.databaseDisk().or(this::localDatabaseDirectory));
            reserve = new DiskReserve(
                    config.databaseDisk()
                            .or(() -> config.databaseUrl().isPresent()
                                    ? Optional.empty()
                                    : Optional.of(config.dataDirectory())),
                    config.databaseReserve());
            reserve.giveIfFull();
            database = closing.add(Database.open(config.databaseUrl().orElseGet(this::embeddedDatabase)));
            clock = new HostClock(database.jdbi(), config.clockOffset());
            clockWatch = closing.add(new ClockWatch(database.jdbi(), machineName()));
            projects = new Projects(database);
            partitions = new DayPartitions(database, clock);
            accounts = new Accounts(database);
            projects.ensureFirst(
                    "Default", Optional.ofNullable(config.environment().get("PROJECT_TOKEN")));
            metrics = closing.add(new HostMetrics());
            locations = new Locations(config.geoip(), clock::instant);
            plugins = closing.add(new PluginService(
                    config.pluginsDirectory(),
                    config.bundledPlugins().map(PluginService::zipsIn).orElse(List.of()),
                    config.environment(),
                    database,
                    metrics.registry(),
                    clock,
                    clockWatch));
            SecretBox secrets = SecretBox.open(config.secretKey(), config.dataDirectory());
            settings = closing.add(new SettingsService(database, clock, plugins, projects, secrets));
            documents = new RecordingDocuments(database, clock, projects, plugins);
            archivedEvents =
                    closing.add(new ArchivedEvents(plugins, project -> new PgArchiveLinks(database, clock, project)));
            erasures = new ErasureService(database, clock, plugins);
            captureNotes = new CaptureNotes(database, clock, new Tombstones(database));
            captureJournal = closing.add(new CaptureJournal(captureNotes, clock));
            people = closing.add(new PeopleService(database, clock));
            services = new ProjectServices(
                    database, clock, projects, settings, plugins, disk, project -> Optional.of(people.of(project)));
            tasks = closing.add(new TaskService(
                    database,
                    clock,
                    projects,
                    new OwnOperations(plugins, services, ownOperations()),
                    settings,
                    config.runTasks(),
                    hostName()));
            maintenance = closing.add(maintenance());
            oneTimePassword = accounts.ensureAdmin(config.adminEmail(), config.adminPassword(), config.adminApiKey());
            Origins origins = new Origins(config.publicUrl(), config.replayUrl(), this::port, this::replayPort);
            sharedRecordings = new SharedRecordings(database, clock, plugins);
            sharing = new Sharing(database, clock, sharedRecordings, origins.secure());
            assets = config.replayAssets()
                    .map(hosts -> closing.add(
                            new ReplayAssets(secrets.keyFor("replay assets"), hosts, clock, metrics.registry())));
            replay = closing.add(new ReplayServer(config.replayPort(), plugins, origins, sharing::embedders, assets));
            web = closing.add(webServer(origins));
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * Starts a host: database, plugins, tasks, and at last the ports.
     *
     * @throws org.sessionrecording.api.ApiException where something it needs does not start
     */
    public static Host start(HostConfig config) {
        Host host = new Host(config);
        try {
            host.run();
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private void run() {
        clockWatch.start();
        plugins.listen(tasks);
        plugins.start(services);
        settings.start();
        people.start();
        captureJournal.start();
        tasks.beforeRun(reserve::giveIfFull);
        tasks.afterRun(maintenance::after);
        tasks.start();
        maintenance.start();
        replay.start();
        web.start();
    }

    private String embeddedDatabase() {
        return closing.add(EmbeddedDatabase.start(databaseDirectory())).jdbcUrl();
    }

    private Path databaseDirectory() {
        return config.dataDirectory().resolve("postgres");
    }

    private Optional<Path> localDatabaseDirectory() {
        return config.databaseUrl().isPresent() ? Optional.empty() : Optional.of(databaseDirectory());
    }

    /** Run like those of plugins, as {@code host.…}. */
    private List<Operation> ownOperations() {
        RerunEnrichers rerun =
                new RerunEnrichers(plugins, documents, project -> new DueFacts(database, clock, project));
        return List.of(importSnapshots(), new EraseOperation(erasures, documents), rerun);
    }

    private ImportSnapshots importSnapshots() {
        WireLimits limits = config.ingest().limits();
        SnapshotImport ingest =
                new SnapshotImport(stores(), plugins, limits, config.ingest().settings(), metrics.registry());
        ImportSnapshots.Rooms rooms = new ImportSnapshots.Rooms(
                ingest,
                project -> new PgImports(database, clock, project),
                documents,
                new Archiving(() -> tasks)::begin);
        long heap = Runtime.getRuntime().maxMemory();
        return new ImportSnapshots(
                rooms, limits, clock, Duration.ofSeconds(1), ImportSnapshots.Budget.of(heap, limits));
    }

    private FileImportRoutes fileImports(RecordingFileDecoder decoder) {
        WireLimits limits = config.ingest().limits();
        FileImport files = new FileImport(
                stores(),
                project -> new PgRecordings(database, clock, project),
                plugins,
                limits,
                config.ingest().settings(),
                metrics.registry());
        return new FileImportRoutes(decoder, files, projects, this::audit, clock);
    }

    private HostMaintenance maintenance() {
        partitions.makeAhead(DAYS_AHEAD);
        SeenEvents seen = new SeenEvents(database, clock);
        return new HostMaintenance(
                database,
                List.of(
                        new HostMaintenance.Step("make partitions", () -> partitions.makeAhead(DAYS_AHEAD)),
                        new HostMaintenance.Step("drop empty partitions", partitions::dropEmpty),
                        new HostMaintenance.Step("forget old events", seen::forgetOld),
                        new HostMaintenance.Step("forget old decisions on capture", captureNotes::forgetOld),
                        new HostMaintenance.Step("go on with erasures", erasures::goOn),
                        new HostMaintenance.Step("keep room on the database's disk", reserve::keep)));
    }

    private WebServer webServer(Origins origins) {
        WireDecoder decoder = new WireDecoder(config.ingest().limits());
        RecordingFileDecoder files =
                new RecordingFileDecoder(FileLimits.of(config.ingest().limits()));
        CaptureRules rules = new CaptureRules(plugins, clock, captureJournal);
        CaptureStandings standings = new CaptureStandings(plugins, rules, settings, projects, this::audit);
        Logins logins = new Logins(database, clock);
        ApiKeys keys = new ApiKeys(database);
        FreshLogin fresh = new FreshLogin(accounts, logins, clock);
        RestoreRoutes restores = new RestoreRoutes(documents, this::startRun, this::audit);
        List<RouteGroup> groups = List.of(
                new StaticRoutes(plugins),
                new CaptureRoutes(decoder, projects, new CaptureConfig(rules)),
                new IngestRoutes(decoder, projects, ingest(rules), reserve::requireRoom, clock, locations),
                new AuthRoutes(accounts, logins, keys, clock, origins.secure()),
                new RecordingRoutes(documents, projects, this::audit),
                new ExportRoutes(documents, plugins, this::audit),
                fileImports(files),
                new ImportPages(projects, plugins, files.mostBytes()),
                new SessionEventRoutes(documents, new EventStore(database)),
                new PreferenceRoutes(new Preferences(database)),
                restores,
                new ShareRoutes(sharing, sharedRecordings, documents, origins, clock),
                new SharedRoutes(sharing, sharedRecordings, plugins, origins, assets),
                new CareRoutes(
                        new CareRoutes.Rooms(documents, restores, erasures, fresh, this::audit), projects, plugins),
                new ErasureRoutes(erasures, documents, fresh),
                new SettingsRoutes(settings),
                new PeopleRoutes(people),
                new CohortPages(people, projects, plugins),
                new ExplainRoutes(new Explanations(rules, captureJournal)),
                new StandingRoutes(standings, captureJournal),
                new CapturePages(
                        new CapturePages.Rooms(
                                standings, captureJournal, new Explanations(rules, captureJournal), documents, clock),
                        projects,
                        plugins,
                        origins,
                        config.feedback().toString()),
                new TaskRoutes(tasks),
                new PluginRoutes(plugins),
                new HealthRoutes(metrics, database, Map.of(), this::notes),
                pages(documents, keys, origins));
        return new WebServer(config.port(), new HostAuthenticator(logins, keys, projects), new ErrorPages(), groups);
    }

    private PageRoutes pages(RecordingDocuments documents, ApiKeys keys, Origins origins) {
        return new PageRoutes(
                new PageRoutes.Rooms(
                        projects, documents, settings, tasks, plugins, keys, this::usage, this::notes, assets),
                origins);
    }

    /** What does not work though the operator asked for it, and keeps nothing else from working. */
    private Map<String, String> notes() {
        return locations.problem().map(problem -> Map.of("geoip", problem)).orElse(Map.of());
    }

    /** Kept, as it remembers its figures for some minutes. */
    private Usage usage(ProjectId project) {
        return usages.computeIfAbsent(project, id -> new PgUsage(database, clock, id, disk));
    }

    private IngestService ingest(CaptureRules rules) {
        return new IngestService(
                stores(),
                plugins,
                rules,
                config.ingest().limits(),
                config.ingest().settings(),
                metrics.registry());
    }

    private IngestService.Stores stores() {
        return new IngestService.Stores(
                new ChunkAppender(database, partitions),
                new EventStore(database),
                people::learn,
                new GuessedSessions(database),
                new Tombstones(database),
                archivedEvents::among);
    }

    private String startRun(ProjectId project, String task, Map<String, String> parameters, String requestedBy) {
        return tasks.run(project, task, parameters, false, false, requestedBy);
    }

    private void audit(ProjectId project, String actor, String action, String subject) {
        new PgAudit(database, clock, project, actor).record(action, subject, "");
    }

    private static String hostName() {
        return ProcessHandle.current().pid() + "@" + machineName();
    }

    private static String machineName() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("host");
    }

    /** The port of the host's own origin. */
    public int port() {
        return web.port();
    }

    /** The port of the replay origin. */
    public int replayPort() {
        return replay.port();
    }

    /** The installation's clock; tests may advance it. */
    public HostClock clock() {
        return clock;
    }

    /** The database's disk; tests may say how much is free on it. */
    public FreeDisk disk() {
        return disk;
    }

    public String adminEmail() {
        return config.adminEmail();
    }

    /** Made at the first start where no password was given; shown once. */
    public Optional<String> oneTimePassword() {
        return oneTimePassword;
    }

    @Override
    public void close() {
        closing.close();
    }
}
