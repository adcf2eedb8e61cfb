package org.sessionrecording.plugin.archive.s3;

import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.testing.MemoryStores;

/** The fake does as servers do. */
class MemoryStoresTest extends MultipartContract {
    private final MemoryStores stores = new MemoryStores();

    @Override
    ObjectStore store(Checksum checksum) {
        return stores;
    }
}
