package org.sessionrecording.host.location;

import java.nio.file.Path;

/** Why a file tells no locations; its message is for the operator. */
final class UnusableGeoFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableGeoFileException(Path path, String why) {
        super(message(path, why));
    }

    UnusableGeoFileException(Path path, String why, Throwable cause) {
        super(message(path, why), cause);
    }

    private static String message(Path path, String why) {
        return "Cannot tell visitors' locations by " + path + ": " + why;
    }
}
