package org.sessionrecording.api.page;

import org.pf4j.ExtensionPoint;

/**
 * Fills a named place in the host's pages. Slots: {@code recording-player} (the body of a recording's page),
 * {@code play-toggle} (beside a session in a list), {@code storage-panel} (on the storage page), {@code snippet} (what
 * whoever runs a site puts into its pages; within an element whose {@code data-host} is the host's origin and whose
 * {@code data-token} the project's public token).
 */
public interface PageSlot extends ExtensionPoint {
    /** Which slot; several extensions may fill one, shown in order of their plugin's id. */
    String slot();

    /**
     * What to put there: HTML in which every value from outside is escaped, without inline script or style attributes
     * (the host's Content-Security-Policy allows neither). Must answer in milliseconds.
     */
    String html(PageContext context);
}
