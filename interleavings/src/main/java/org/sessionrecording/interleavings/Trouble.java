package org.sessionrecording.interleavings;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.sessionrecording.s3faults.Fault;
import org.sessionrecording.s3faults.Faults;
import org.sessionrecording.s3faults.FaultyS3;
import org.sessionrecording.s3faults.Requests;
import org.sessionrecording.s3faults.S3Request;

/**
 * Something that goes wrong with the archive.
 *
 * @param lies the archive says something that is not so
 */
record Trouble(Predicate<S3Request> requests, Fault fault, boolean lies) {
    private static final String OBJECTS = "/session_recording/v1/";
    private static final String ANY = "/session_recording/";
    private static final List<Trouble> ALL = List.of(
            lies(Requests.put(OBJECTS), Faults.storesNothing()),
            lies(Requests.put(OBJECTS), Faults.stores(Faults::half)),
            lies(Requests.put(OBJECTS), Faults.stores(Faults::other)),
            lies(Requests.get(OBJECTS), Faults.otherBytes(Faults::other)),
            lies(Requests.get(OBJECTS), Faults.error(404, "NoSuchKey")),
            lies(Requests.head(OBJECTS), Faults.bare(404)),
            fails(Requests.put(OBJECTS), Faults.losesAnswer()),
            fails(Requests.put(OBJECTS), Faults.resetsUploadAfter(100)),
            fails(Requests.put(OBJECTS), Faults.error(503, "SlowDown")),
            fails(Requests.put(OBJECTS), Faults.error(403, "AccessDenied")),
            fails(Requests.put(OBJECTS), Faults.errorInside200("InternalError")),
            fails(Requests.get(OBJECTS), Faults.resetsAfter(300)),
            fails(Requests.put(ANY + "runs/"), Faults.losesAnswer()),
            fails(Requests.put(ANY + "runs/"), Faults.error(500, "InternalError")),
            fails(Requests.any(), Faults.error(500, "InternalError")),
            fails(Requests.any(), Faults.losesAnswer()));

    private static Trouble lies(Predicate<S3Request> requests, Fault fault) {
        return new Trouble(requests, fault, true);
    }

    private static Trouble fails(Predicate<S3Request> requests, Fault fault) {
        return new Trouble(requests, fault, false);
    }

    static Trouble choose(int which) {
        return ALL.get(which % ALL.size());
    }

    /**
     * Strikes some requests, not the first ones always.
     *
     * @param liedAbout gets the keys of what it lies about
     */
    void begin(FaultyS3 proxy, int much, Set<String> liedAbout) {
        int skip = much % 4;
        int times = much % 7 == 0 ? Integer.MAX_VALUE : 1 + much % 3;
        proxy.on(requests, skip, times, exchange -> {
            if (lies) {
                liedAbout.add(exchange.request().key());
            }
            fault.serve(exchange);
        });
    }
}
