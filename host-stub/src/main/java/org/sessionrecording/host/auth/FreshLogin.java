package org.sessionrecording.host.auth;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;

/**
 * For what cannot be undone: whoever is logged in for longer than some minutes gives the password again. An API key is
 * enough as it is. Safe for use from any thread.
 */
public final class FreshLogin {
    /** How long a password that was given counts. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private static final String FIELD = "password";

    private final Accounts accounts;
    private final Logins logins;
    private final LoginLimiter limiter;
    private final HostClock clock;

    public FreshLogin(Accounts accounts, Logins logins, HostClock clock) {
        this.accounts = accounts;
        this.logins = logins;
        this.limiter = new LoginLimiter(clock);
        this.clock = clock;
    }

    /** Whether the form has to ask for the password. */
    public boolean wantsPassword(Context context) {
        return Requests.caller(context).how() == Caller.How.SESSION
                && Optional.ofNullable(context.cookie(HostAuthenticator.COOKIE))
                        .flatMap(logins::since)
                        .filter(since -> since.plus(FRESH).isAfter(clock.instant()))
                        .isEmpty();
    }

    /** @throws Rejection 403 where the password is needed and was not given, or is wrong; 429 after many wrong ones */
    public void require(Context context) {
        if (!wantsPassword(context)) {
            return;
        }
        String email = Requests.caller(context).email();
        String password = Optional.ofNullable(context.formParam(FIELD)).orElse("");
        if (password.isEmpty()) {
            throw new Rejection(403, "Cannot do this: you logged in some time ago (give your password again)");
        }
        limiter.check(email, context.ip());
        if (accounts.check(email, password).isEmpty()) {
            limiter.failed(email, context.ip());
            throw new Rejection(403, "Cannot do this: the password is wrong (go back and try again)");
        }
        limiter.succeeded(email, context.ip());
        Optional.ofNullable(context.cookie(HostAuthenticator.COOKIE)).ifPresent(logins::renew);
    }
}
