package org.sessionrecording.harness.outside;

import java.util.List;

/** The objects of a bucket, found out past whoever writes them. */
public interface Bucket {
    /** Keys of all objects, in order. */
    List<String> keys();

    /** The stored bytes, as they lie there. */
    byte[] read(String key);

    /** The key that a link's URL names. */
    String key(String url);
}
