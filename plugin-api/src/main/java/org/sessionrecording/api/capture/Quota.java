package org.sessionrecording.api.capture;

/**
 * So many sessions and no more. The host counts a session in the plugin's counter of this name (see
 * {@link org.sessionrecording.api.project.State#addUpTo}) in the transaction that stores its first chunk, so that the count
 * is exact on any number of hosts; the session that would exceed the limit is answered {@code quota_limited}.
 *
 * @param counter 1 to 300 characters
 * @param reason why the limit exists, in one sentence, for who looks for a session that is missing
 */
public record Quota(String counter, long limit, String reason) {
    public Quota {
        if (counter.isEmpty() || counter.length() > 300 || limit < 0) {
            throw new IllegalArgumentException("Cannot count sessions in '" + counter + "' up to " + limit);
        }
    }
}
