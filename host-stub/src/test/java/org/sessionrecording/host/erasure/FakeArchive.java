package org.sessionrecording.host.erasure;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.SnapshotSource;

/** An archive that does as it is told, and remembers what it was asked. */
final class FakeArchive implements SnapshotSource {
    static final String ID = "test.memory";

    final Set<String> objects = new TreeSet<>();
    final List<Tombstone> tombstones = new ArrayList<>();
    final Map<String, Left> holding = new HashMap<>();
    volatile @Nullable String away;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<ArchivedChunk> chunks(Project project, ArchivePart part) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open(Project project, ArchivePart part, long offset, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Left> erase(Project project, Tombstone tombstone, List<StoredObject> asked) {
        String why = away;
        if (why != null) {
            throw new ApiException(ApiException.Kind.ARCHIVE, why);
        }
        tombstones.add(tombstone);
        Map<String, Left> left = new HashMap<>();
        for (StoredObject object : asked) {
            if (holding.containsKey(object.url())) {
                left.put(object.url(), holding.get(object.url()));
            } else {
                objects.remove(object.url());
            }
        }
        return left;
    }
}
