package org.sessionrecording.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.settings.ArchiveSettings;

/** S3 requests per recording that fits one part, counted on their way to the server; those per run apart. Less is better. */
final class RequestsBench implements Benchmark {
    private static final String RECORDING = "/session_recording/v1/";

    @Override
    public String name() {
        return "requests";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int recordings = scale == Scale.QUICK ? 100 : 500;
        int slow = recordings / 10;
        Path folder = Files.createTempDirectory("bench-requests");
        try (ArchiveFixture fixture = new ArchiveFixture(folder);
                BenchS3 s3 = new BenchS3(folder.resolve("s3"));
                S3Clients clients = new S3Clients();
                CountingProxy proxy = new CountingProxy(s3.port())) {
            fixture.addRecordings(recordings);
            fixture.addEvents(slow);
            ArchiveRuns runs = new ArchiveRuns(fixture);
            runs.retention(BenchS3.settings(proxy.port(), "first"), clients);
            List<String> first = proxy.requests();
            int from = first.size();
            runs.retention(BenchS3.settings(proxy.port(), "again"), clients);
            List<String> ours = proxy.requests().subList(from, proxy.requests().size());
            ArchiveSettings settings = runs.settings(BenchS3.settings(proxy.port(), "x"));
            ObjectStore bucket = clients.open(settings.url(), settings);
            double limit = perObject(proxy, recordings, () -> new ArchiveLimit(fixture).copy(bucket, "limit"));
            double baseline =
                    perObject(proxy, slow, () -> new ArchiveLimit(fixture).straightforward(bucket, "baseline", slow));
            Map<String, Double> details = details(ours, recordings);
            return new BenchResult(
                    name(),
                    "S3 requests/recording",
                    (double) of(ours, true) / recordings,
                    limit,
                    baseline,
                    Map.of(),
                    details);
        } finally {
            Folders.delete(folder);
        }
    }

    private static Map<String, Double> details(List<String> requests, int recordings) {
        Map<String, Double> details = new LinkedHashMap<>();
        Map<String, Long> methods = requests.stream()
                .filter(request -> request.contains(RECORDING))
                .collect(Collectors.groupingBy(
                        request -> request.substring(0, request.indexOf(' ')), Collectors.counting()));
        methods.forEach((method, count) ->
                details.put(method.toLowerCase(java.util.Locale.ROOT) + "_per_recording", (double) count / recordings));
        details.put("per_run", (double) of(requests, false));
        return details;
    }

    private static long of(List<String> requests, boolean recordings) {
        return requests.stream()
                .filter(request -> request.contains(RECORDING) == recordings)
                .count();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double perObject(CountingProxy proxy, int objects, Work work) throws Exception {
        int before = proxy.requests().size();
        work.run();
        return (double) (proxy.requests().size() - before) / objects;
    }
}
