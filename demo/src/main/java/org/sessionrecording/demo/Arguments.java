package org.sessionrecording.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.sessionrecording.api.ApiException;

/**
 * What was asked for on the command line.
 *
 * @param port of the host; the replay origin takes the next, the shop the one after
 * @param data folder that keeps everything between starts
 * @param once true: do all of it, check it, and end
 */
record Arguments(int port, Path data, boolean once) {
    static final String USAGE = "bin/demo [--port N] [--data DIR] [--once]";

    private static final int DEFAULT_PORT = 8000;
    private static final int LAST_PORT = 65_533;

    static Arguments parse(List<String> words, Path defaultData) {
        int port = DEFAULT_PORT;
        Path data = defaultData;
        boolean once = false;
        for (Iterator<String> it = words.iterator(); it.hasNext(); ) {
            String word = it.next();
            switch (word) {
                case "--port" -> port = port(value(word, it));
                case "--data" -> data = folder(value(word, it));
                case "--once" -> once = true;
                default -> throw refused("'" + word + "' is not known");
            }
        }
        return new Arguments(port, data.toAbsolutePath().normalize(), once);
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw refused(option + " needs a value");
        }
        return words.next();
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= LAST_PORT) {
                return port;
            }
        }
        throw refused("--port is a number from 1 to " + LAST_PORT + ", not '" + text + "'");
    }

    private static Path folder(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw refused("--data is a folder, not '" + text + "'");
        }
    }

    private static ApiException refused(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot start the demo: " + why + " (" + USAGE + ")");
    }
}
