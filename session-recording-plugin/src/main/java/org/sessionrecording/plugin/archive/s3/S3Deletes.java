package org.sessionrecording.plugin.archive.s3;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes in a bucket. */
final class S3Deletes {
    private static final int MOST_KEYS = 1_000;
    private static final String ACTION = "s3:DeleteObject";

    private final S3Bucket bucket;

    S3Deletes(S3Bucket bucket) {
        this.bucket = bucket;
    }

    void delete(String key) {
        bucket.call("delete", key, ACTION, () -> bucket.client().deleteObject(request -> request.bucket(bucket.name())
                .key(key)
                .overrideConfiguration(bucket.deadlines().of(0))));
    }

    void deleteVersion(String key, String versionId) {
        bucket.call("delete version " + versionId + " of", key, "s3:DeleteObjectVersion", () -> bucket.client()
                .deleteObject(request -> request.bucket(bucket.name())
                        .key(key)
                        .versionId(versionId)
                        .overrideConfiguration(bucket.deadlines().of(0))));
    }

    /** A 200 says nothing of a single key: the answer lists those that stayed. */
    Map<String, String> deleteAll(List<String> keys) {
        Map<String, String> stayed = new LinkedHashMap<>();
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            List<ObjectIdentifier> some = keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)).stream()
                    .map(key -> ObjectIdentifier.builder().key(key).build())
                    .toList();
            DeleteObjectsResponse answer = bucket.call(
                    "delete", some.get(0).key() + " and " + (some.size() - 1) + " more", ACTION, () -> bucket.client()
                            .deleteObjects(request -> request.bucket(bucket.name())
                                    .delete(delete -> delete.objects(some).quiet(true))
                                    .overrideConfiguration(bucket.deadlines().of(0))));
            answer.errors().forEach(error -> stayed.put(error.key(), reason(error)));
        }
        return stayed;
    }

    private static String reason(S3Error error) {
        return error.code() + (error.message() == null ? "" : ": " + error.message());
    }
}
