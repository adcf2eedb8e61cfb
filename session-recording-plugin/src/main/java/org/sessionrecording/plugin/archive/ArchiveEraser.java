package org.sessionrecording.plugin.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.SnapshotSource.Left;
import org.sessionrecording.api.recording.SnapshotSource.StoredObject;
import org.sessionrecording.api.recording.SnapshotSource.Tombstone;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore.Version;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * Deletes objects for good, and looks whether they are gone; what an archive keeps, and why, is the answer. For one call.
 */
final class ArchiveEraser {
    /** After so many in a row it is the archive that is ill, and the rest is not tried. */
    private static final int MOST_FAILURES = 3;

    private final ObjectStores stores;
    private final ArchiveSettings settings;
    private final Map<S3Url, Versioning> versionings = new LinkedHashMap<>();

    ArchiveEraser(ObjectStores stores, ArchiveSettings settings) {
        this.stores = stores;
        this.settings = settings;
    }

    Map<String, Left> erase(ProjectId project, Tombstone tombstone, List<StoredObject> objects) {
        Set<S3Url> roots = new LinkedHashSet<>(List.of(settings.url()));
        objects.forEach(
                object -> ArchiveLayout.rootOf(S3Url.parse(object.url())).ifPresent(roots::add));
        roots.forEach(root -> new Graveyard(stores.open(root, settings), root).bury(project, tombstone));
        Map<String, Left> left = eraseAll(objects);
        if (left.isEmpty()) {
            roots.forEach(root -> tombstone.paths().forEach(path -> eraseUnnamed(root, path)));
        }
        return left;
    }

    private Map<String, Left> eraseAll(List<StoredObject> objects) {
        Map<String, Left> left = new LinkedHashMap<>();
        int failures = 0;
        String last = "";
        for (StoredObject object : objects) {
            if (failures < MOST_FAILURES) {
                Optional<String> why = eraseOne(object);
                failures = why.isPresent() ? failures + 1 : 0;
                last = why.orElse(last);
                why.ifPresent(reason -> left.put(object.url(), new Left(reason, Optional.empty())));
            } else {
                left.put(object.url(), new Left("not tried, as others failed: " + last, Optional.empty()));
            }
        }
        return left;
    }

    /**
     * What else lies where the recording's parts do: written by a run that never came to link it, or wrongly.
     *
     * @throws ApiException of kind ARCHIVE where it stays
     */
    private void eraseUnnamed(S3Url root, String path) {
        ObjectStore store = stores.open(root, settings);
        List<String> keys = new ArrayList<>();
        store.forEach(ArchiveLayout.recordings(root).path() + path + ".", listed -> keys.add(listed.key()));
        for (String key : keys) {
            boolean itsOwn = ArchiveLayout.place(root, key)
                    .filter(place -> place.path().equals(path))
                    .isPresent();
            if (itsOwn) {
                String url = ArchiveLayout.at(root, key).toString();
                eraseOne(new StoredObject(url, Optional.empty())).ifPresent(why -> {
                    throw new ApiException(
                            ApiException.Kind.ARCHIVE, "Cannot erase what lies at the place of a recording: " + why);
                });
            }
        }
    }

    /** @return why it is still there, or may be */
    Optional<String> eraseOne(StoredObject object) {
        S3Url place = S3Url.parse(object.url());
        ObjectStore store = stores.open(place, settings);
        try {
            abort(store, place.path(), object.uploadId());
            Versioning versioning = versionings.computeIfAbsent(bucket(place), bucket -> store.versioning());
            boolean plain = versioning == Versioning.OFF || versioning == Versioning.UNSUPPORTED;
            return plain ? delete(store, place.path()) : deleteVersions(store, place.path());
        } catch (ApiException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static S3Url bucket(S3Url place) {
        return new S3Url(place.bucket(), "", place.region(), place.endpoint(), place.pathStyle(), place.plain());
    }

    private static void abort(ObjectStore store, String key, Optional<String> uploadId) {
        MultipartUploads uploads = store.multipart();
        uploadId.ifPresent(id -> uploads.abort(new Upload(key, id)));
        uploads.open(key).forEach(uploads::abort);
    }

    private static Optional<String> delete(ObjectStore store, String key) {
        store.delete(key);
        return store.head(key).isPresent()
                ? Optional.of("the server says that it deleted it, and it is still there")
                : Optional.empty();
    }

    /**
     * Each version for itself: one that is locked does not save the others. It is hidden before, so that nobody who lists
     * the bucket brings back what is locked; the marks that hide it go last.
     */
    private static Optional<String> deleteVersions(ObjectStore store, String key) {
        if (store.head(key).isPresent()) {
            store.delete(key);
        }
        List<String> why = new ArrayList<>();
        for (Version version : store.versions(key)) {
            if (!version.deleteMarker()) {
                try {
                    store.deleteVersion(key, version.id());
                } catch (ApiException e) {
                    why.add(String.valueOf(e.getMessage()));
                }
            }
        }
        List<Version> left = store.versions(key);
        List<Version> kept =
                left.stream().filter(version -> !version.deleteMarker()).toList();
        if (kept.isEmpty()) {
            left.forEach(marker -> store.deleteVersion(key, marker.id()));
            return Optional.empty();
        }
        String lock = store.objectLock()
                .map(words -> "; the bucket has an Object Lock: " + words)
                .orElse("");
        return Optional.of(kept.size() + " versions of it are kept" + (why.isEmpty() ? "" : ": " + why.get(0)) + lock);
    }
}
