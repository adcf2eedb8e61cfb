package org.sessionrecording.plugin.archive.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.plugin.archive.ObjectStore.Listed;
import org.sessionrecording.plugin.archive.ObjectStore.Page;
import org.sessionrecording.plugin.archive.ObjectStore.Version;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;

/** Asks what a bucket holds, and how it keeps it. What a server leaves out of an answer is never taken for an end. */
final class S3Lists {
    /** What servers answer that do not know a request. */
    private static final Set<Integer> UNKNOWN = Set.of(400, 404, 405, 501);

    private final S3Bucket bucket;

    S3Lists(S3Bucket bucket) {
        this.bucket = bucket;
    }

    Page list(String prefix, String after) {
        ListObjectsV2Response answer = bucket.call("list", prefix, "s3:ListBucket", () -> bucket.client()
                .listObjectsV2(request -> request.bucket(bucket.name())
                        .prefix(prefix)
                        .startAfter(after.isEmpty() ? null : after)
                        .overrideConfiguration(bucket.deadlines().of(0))));
        List<Listed> objects = answer.contents().stream()
                .map(object -> new Listed(object.key(), object.size(), object.lastModified()))
                .toList();
        requireInOrder(prefix, after, objects);
        boolean more = Boolean.TRUE.equals(answer.isTruncated());
        if (more && objects.isEmpty()) {
            throw bucket.unreliable(prefix, "says that more follows and shows nothing");
        }
        return new Page(objects, more);
    }

    private void requireInOrder(String prefix, String after, List<Listed> objects) {
        String last = after;
        for (Listed object : objects) {
            if (!object.key().startsWith(prefix)) {
                throw bucket.unreliable(prefix, "shows " + object.key());
            }
            if (object.key().compareTo(last) <= 0) {
                throw bucket.unreliable(prefix, "shows " + object.key() + " after " + last);
            }
            last = object.key();
        }
    }

    List<Version> versions(String key) {
        List<Version> versions = new ArrayList<>();
        ListObjectVersionsResponse answer = null;
        do {
            String keyMarker = answer == null ? null : answer.nextKeyMarker();
            String idMarker = answer == null ? null : answer.nextVersionIdMarker();
            answer = bucket.call("list versions of", key, "s3:ListBucketVersions", () -> bucket.client()
                    .listObjectVersions(request -> request.bucket(bucket.name())
                            .prefix(key)
                            .keyMarker(keyMarker)
                            .versionIdMarker(idMarker)
                            .overrideConfiguration(bucket.deadlines().of(0))));
            addVersions(key, answer, versions);
        } while (bucket.goesOn(key, answer.isTruncated(), answer.nextKeyMarker()));
        versions.sort((a, b) -> Boolean.compare(b.latest(), a.latest()));
        return List.copyOf(versions);
    }

    private static void addVersions(String key, ListObjectVersionsResponse answer, List<Version> to) {
        answer.versions().stream()
                .filter(version -> version.key().equals(key))
                .forEach(version -> to.add(new Version(
                        version.versionId(), false, version.isLatest(), version.size(), version.lastModified())));
        answer.deleteMarkers().stream()
                .filter(marker -> marker.key().equals(key))
                .forEach(marker ->
                        to.add(new Version(marker.versionId(), true, marker.isLatest(), 0, marker.lastModified())));
    }

    Versioning versioning() {
        return unlessUnknown("tell whether it keeps versions", "s3:GetBucketVersioning", () -> bucket.client()
                        .getBucketVersioning(request -> request.bucket(bucket.name())
                                .overrideConfiguration(bucket.deadlines().of(0))))
                .map(answer -> versioning(answer.status()))
                .orElse(Versioning.UNSUPPORTED);
    }

    private static Versioning versioning(@org.jspecify.annotations.Nullable BucketVersioningStatus status) {
        if (status == null) {
            return Versioning.OFF;
        }
        return status == BucketVersioningStatus.ENABLED ? Versioning.ON : Versioning.SUSPENDED;
    }

    Optional<String> objectLock() {
        return unlessUnknown(
                        "tell whether it locks objects",
                        "s3:GetBucketObjectLockConfiguration",
                        () -> bucket.client().getObjectLockConfiguration(request -> request.bucket(bucket.name())
                                .overrideConfiguration(bucket.deadlines().of(0))))
                .flatMap(answer -> Optional.ofNullable(answer.objectLockConfiguration()))
                .filter(lock -> lock.objectLockEnabled() != null)
                .map(S3Lists::words);
    }

    private static String words(ObjectLockConfiguration lock) {
        DefaultRetention retention = lock.rule() == null ? null : lock.rule().defaultRetention();
        if (retention == null) {
            return "no default retention";
        }
        return retention.modeAsString() + " "
                + (retention.days() != null ? retention.days() + " days" : retention.years() + " years");
    }

    private <T> Optional<T> unlessUnknown(String doing, String action, java.util.function.Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (SdkException e) {
            if (UNKNOWN.contains(S3Bucket.status(e)) && !S3Bucket.code(e).equals("NoSuchBucket")) {
                return Optional.empty();
            }
            throw S3Failures.translate("ask the server to " + doing + " in", bucket.name(), "the bucket", action, e);
        }
    }
}
