package org.sessionrecording.host.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.api.recording.SnapshotSource.Left;
import org.sessionrecording.api.recording.SnapshotSource.StoredObject;
import org.sessionrecording.api.recording.SnapshotSource.Tombstone;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.store.ErasureItems;
import org.sessionrecording.host.store.ErasureItems.Subjects;
import org.sessionrecording.host.store.ErasureItems.Writing;
import org.sessionrecording.host.store.ErasureRow;
import org.sessionrecording.host.time.HostClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes outside of the database what an erasure still names there; each object may be deleted again at any time. */
final class Finishing {
    private static final Logger LOG = LoggerFactory.getLogger(Finishing.class);

    /** Longer than a request to an archive can be under way after its run has lost its lease. */
    static final Duration IN_FLIGHT = Duration.ofMinutes(15);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

    private final ErasureItems items;
    private final Sources sources;
    private final HostClock clock;

    private record Group(String source, int batch) {}

    Finishing(ErasureItems items, Sources sources, HostClock clock) {
        this.items = items;
        this.sources = sources;
        this.clock = clock;
    }

    /** Tries what is due. */
    void run(ErasureRow erasure) {
        Instant now = clock.instant();
        Map<Group, List<ErasureItem>> due = new LinkedHashMap<>();
        for (ErasureItem item : items.open(erasure)) {
            if (!item.nextTry().isAfter(now)) {
                due.computeIfAbsent(new Group(item.source(), item.batch()), group -> new ArrayList<>())
                        .add(item);
            }
        }
        due.forEach((group, ofGroup) -> run(erasure, group, ofGroup));
        items.finish(erasure);
    }

    private void run(ErasureRow erasure, Group group, List<ErasureItem> ofGroup) {
        Optional<Contribution<SnapshotSource>> source = sources.find(group.source());
        if (source.isEmpty()) {
            String reason = "the plugin that reads the archive is not running (enable "
                    + Sources.pluginOf(group.source()) + ")";
            // what will not take long once somebody does enable it
            ofGroup.forEach(item -> items.left(item, reason, Optional.empty(), clock.instant()));
            return;
        }
        try {
            Map<String, Left> left = erase(erasure, group, ofGroup, source.get());
            ofGroup.forEach(item -> settle(
                    erasure, item, Optional.ofNullable(item.url().map(left::get).orElse(null))));
        } catch (ApiException e) {
            LOG.warn("Cannot erase {} objects of erasure {} yet", ofGroup.size(), erasure.id(), e);
            Left all = new Left(String.valueOf(e.getMessage()), Optional.empty());
            ofGroup.forEach(item -> settle(erasure, item, Optional.of(all)));
        }
    }

    private Map<String, Left> erase(
            ErasureRow erasure, Group group, List<ErasureItem> ofGroup, Contribution<SnapshotSource> source) {
        Subjects subjects = items.subjects(erasure, group.batch());
        Tombstone tombstone =
                new Tombstone(erasure.erasedAt(), subjects.escapedId(), subjects.sessionIds(), subjects.paths());
        List<StoredObject> objects = ofGroup.stream()
                .flatMap(item -> item.url().map(url -> new StoredObject(url, item.uploadId())).stream())
                .toList();
        return source.call(
                "erase from the archive", each -> each.erase(source.project(erasure.project()), tombstone, objects));
    }

    private void settle(ErasureRow erasure, ErasureItem item, Optional<Left> left) {
        if (left.isPresent()) {
            Instant next = left.get().until().filter(clock.instant()::isBefore).orElseGet(() -> clock.instant()
                    .plus(pause(item.tries())));
            items.left(item, left.get().reason(), left.get().until(), next);
        } else if (item.runs().isEmpty()) {
            items.done(item);
        } else {
            settleWritten(erasure, item, items.writing(erasure, item.runs().get()));
        }
    }

    /** Gone now; whether it stays so is known once nobody can be sending it any more. */
    private void settleWritten(ErasureRow erasure, ErasureItem item, Writing writing) {
        if (!(writing instanceof Writing.Ended ended)) {
            items.left(
                    item,
                    "a run that may be writing it is under way (it is deleted again when that has ended)",
                    Optional.empty(),
                    clock.instant().plus(FIRST_PAUSE));
            return;
        }
        Instant last = ended.at().isAfter(erasure.erasedAt()) ? ended.at() : erasure.erasedAt();
        Instant safe = last.plus(IN_FLIGHT);
        if (clock.instant().isBefore(safe)) {
            items.left(
                    item,
                    "a run was writing it, and what it sent may still arrive (it is deleted again then)",
                    Optional.of(safe),
                    safe);
        } else {
            items.done(item);
        }
    }

    private static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 12));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
