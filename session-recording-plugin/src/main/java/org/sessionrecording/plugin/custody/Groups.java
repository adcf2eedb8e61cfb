package org.sessionrecording.plugin.custody;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;

/**
 * The objects of a bucket, recording by recording: keys of one recording's parts stand together in the order of keys. Memory
 * stays at a page of the list and one recording. For one thread.
 */
final class Groups {
    /** More parts than late chunks can make in a recording's life; a hostile bucket's list must not fill the memory. */
    private static final int MOST_PARTS = 1_000;

    private final ArchiveObjects objects;
    private final Consumer<Listed> strays;
    private final Deque<Listed> page = new ArrayDeque<>();
    private String after;
    private boolean more = true;

    /**
     * @param after the last key that was dealt with; empty: from the first
     * @param strays hears of objects whose key is none of a recording's
     */
    Groups(ArchiveObjects objects, String after, Consumer<Listed> strays) {
        this.objects = objects;
        this.after = after;
        this.strays = strays;
    }

    /** All objects of one recording, in order of their keys; {@code tooMany} where only some of them are told. */
    record Group(String path, List<Listed> objects, boolean tooMany) {
        Group {
            objects = List.copyOf(objects);
        }

        String lastKey() {
            return objects.get(objects.size() - 1).key();
        }
    }

    /** The next recording's; empty at the end. Blocks on the archive. */
    Optional<Group> next() {
        List<Listed> found = new ArrayList<>();
        boolean tooMany = false;
        while (fill()) {
            Listed object = page.getFirst();
            if (object.path().isEmpty()) {
                strays.accept(page.removeFirst());
                continue;
            }
            if (!found.isEmpty() && !found.get(0).path().equals(object.path())) {
                break;
            }
            page.removeFirst();
            tooMany |= found.size() == MOST_PARTS;
            if (found.size() < MOST_PARTS) {
                found.add(object);
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Group(found.get(0).path(), found, tooMany));
    }

    private boolean fill() {
        while (page.isEmpty() && more) {
            ArchiveObjects.Page next = objects.list(after);
            page.addAll(next.objects());
            more = next.more();
            after = next.last();
        }
        return !page.isEmpty();
    }
}
