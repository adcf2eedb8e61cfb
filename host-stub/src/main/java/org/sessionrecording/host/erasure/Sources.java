package org.sessionrecording.host.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places outside of the database that can be reached now. */
final class Sources {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    private final Extensions extensions;

    Sources(Extensions extensions) {
        this.extensions = extensions;
    }

    List<String> ids() {
        List<String> ids = new ArrayList<>();
        extensions.of(SnapshotSource.class).forEach(each -> id(each).ifPresent(ids::add));
        return ids;
    }

    Optional<Contribution<SnapshotSource>> find(String id) {
        return extensions.of(SnapshotSource.class).stream()
                .filter(each -> id(each).filter(id::equals).isPresent())
                .findFirst();
    }

    /** The plugin that has to be enabled, by the convention of source ids. */
    static String pluginOf(String source) {
        int dot = source.indexOf('.');
        return dot < 0 ? source : source.substring(0, dot);
    }

    private static Optional<String> id(Contribution<SnapshotSource> source) {
        try {
            return Optional.of(source.<String>call("name a source", SnapshotSource::id));
        } catch (ApiException e) {
            LOG.warn("A source of plugin {} does not say its name", source.pluginId(), e);
            return Optional.empty();
        }
    }
}
