package org.sessionrecording.s3faults;

import java.util.function.Predicate;

/** Which requests a rule is for. */
public final class Requests {
    private Requests() {}

    public static Predicate<S3Request> any() {
        return request -> true;
    }

    /** Requests to objects whose key contains {@code part}, of any kind. */
    public static Predicate<S3Request> key(String part) {
        return request -> request.key().contains(part);
    }

    /** Whole objects written in one go. */
    public static Predicate<S3Request> put(String part) {
        return method("PUT").and(key(part)).and(request -> !request.asks("uploadId"));
    }

    /** Reading an object, or a range of it. */
    public static Predicate<S3Request> get(String part) {
        return method("GET").and(key(part)).and(request -> !request.key().isEmpty());
    }

    public static Predicate<S3Request> head(String part) {
        return method("HEAD").and(key(part));
    }

    public static Predicate<S3Request> delete(String part) {
        return method("DELETE").and(key(part)).and(request -> !request.asks("uploadId"));
    }

    /** Deleting many at once. */
    public static Predicate<S3Request> deleteMany() {
        return method("POST").and(request -> request.asks("delete"));
    }

    public static Predicate<S3Request> list() {
        return method("GET").and(request -> request.asks("list-type"));
    }

    public static Predicate<S3Request> beginUpload(String part) {
        return method("POST").and(key(part)).and(request -> request.asks("uploads"));
    }

    public static Predicate<S3Request> sendPart(String part) {
        return method("PUT").and(key(part)).and(request -> request.asks("uploadId"));
    }

    public static Predicate<S3Request> completeUpload(String part) {
        return method("POST").and(key(part)).and(request -> request.asks("uploadId"));
    }

    public static Predicate<S3Request> abortUpload(String part) {
        return method("DELETE").and(key(part)).and(request -> request.asks("uploadId"));
    }

    /** Requests that carry a header. */
    public static Predicate<S3Request> header(String name) {
        return request -> request.header(name).isPresent();
    }

    public static Predicate<S3Request> method(String method) {
        return request -> request.method().equals(method);
    }
}
