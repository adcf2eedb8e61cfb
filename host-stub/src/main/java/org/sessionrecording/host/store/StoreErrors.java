package org.sessionrecording.host.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.sessionrecording.api.ApiException;

/** Where SQL's exceptions end. Messages hold the server's one-line reason, never values of rows. */
final class StoreErrors {
    /** SQLSTATE: a lock could not be had in the time allowed. */
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private StoreErrors() {}

    static ApiException translated(String what, Exception error) {
        return new ApiException(
                ApiException.Kind.STORE, "Cannot " + what + ": the database failed, " + reason(error), error);
    }

    /** The SQLSTATE behind an exception, or an empty text where no server answered. */
    static String state(Throwable error) {
        SQLException cause = sqlException(error);
        return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    private static String reason(Throwable error) {
        SQLException cause = sqlException(error);
        if (cause == null) {
            return error.getClass().getSimpleName();
        }
        ServerErrorMessage answer = cause instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String text = answer == null ? "it did not answer" : String.valueOf(answer.getMessage());
        return text + " (SQLSTATE " + cause.getSQLState() + ")";
    }

    private static @Nullable SQLException sqlException(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
