package org.sessionrecording.host.settings;

import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.settings.SettingsProvider.Confirmation;

/** A valid change that somebody has to confirm first; nothing was changed. */
public final class UnconfirmedException extends ApiException {
    private static final long serialVersionUID = 1L;

    private final transient Confirmation confirmation;

    UnconfirmedException(Confirmation confirmation) {
        super(Kind.CONFLICT, confirmation.message() + " (send it again with confirm=true)");
        this.confirmation = confirmation;
    }

    /** What the change would do, in words. */
    public String what() {
        return confirmation.message();
    }

    /** How much, exactly. */
    public Map<String, Long> figures() {
        return confirmation.figures();
    }
}
