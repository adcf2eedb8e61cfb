package org.sessionrecording.plugin.archive;

import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/** Opens buckets. Cheap; safe for use from any thread. */
@FunctionalInterface
public interface ObjectStores {
    /** The bucket in which {@code place} lies, with credentials and manners from {@code settings}. */
    ObjectStore open(S3Url place, ArchiveSettings settings);
}
