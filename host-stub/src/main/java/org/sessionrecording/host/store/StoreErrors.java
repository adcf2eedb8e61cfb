package org.sessionrecording.host.store;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.sessionrecording.api.ApiException;

/** Where SQL's exceptions end. Messages hold the server's one-line reason, never values of rows. */
final class StoreErrors {
    /** SQLSTATE: a lock could not be had in the time allowed. */
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String DISK_FULL = "53100";

    private StoreErrors() {}

    static ApiException translated(String what, Exception error) {
        return new ApiException(
                ApiException.Kind.STORE, "Cannot " + what + ": the database failed, " + reason(error), error);
    }

    /** The SQLSTATE behind an exception, or an empty text where no server answered. */
    static String state(Throwable error) {
        return sqlException(error).map(SQLException::getSQLState).orElse("");
    }

    private static String reason(Throwable error) {
        return sqlException(error).map(StoreErrors::answer).orElseGet(() -> error.getClass()
                .getSimpleName());
    }

    private static String answer(SQLException cause) {
        if (DISK_FULL.equals(cause.getSQLState())) {
            return "its disk is full (make room on it)";
        }
        // behind one of a batch stands the server's
        ServerErrorMessage answer = cause instanceof PSQLException postgres
                ? postgres.getServerErrorMessage()
                : cause.getCause() instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String text = answer == null ? "it did not answer" : String.valueOf(answer.getMessage());
        return text + " (SQLSTATE " + cause.getSQLState() + ")";
    }

    /** The database's exception behind another. */
    static Optional<SQLException> sqlException(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
