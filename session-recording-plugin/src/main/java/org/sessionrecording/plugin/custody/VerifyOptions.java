package org.sessionrecording.plugin.custody;

import java.util.Map;
import org.sessionrecording.api.ApiException;

/**
 * What a run of verify was asked for.
 *
 * @param sample percent of the links whose objects are read, hashed and decoded
 * @param deleteOrphans whether what no link names is deleted where that is safe; else it is reported alone
 */
record VerifyOptions(int sample, boolean repair, boolean relocate, boolean deleteOrphans) {
    static final String SAMPLE = "sample";
    static final String ALL = "all";
    static final String REPAIR = "repair";
    static final String RELOCATE = "relocate";
    static final String ORPHANS = "orphans";

    private static final int DEFAULT_SAMPLE = 10;
    private static final int ALL_OF_THEM = 100;

    /** @throws ApiException of kind CALLER saying which parameter is wrong */
    static VerifyOptions read(Map<String, String> parameters) {
        String orphans = parameters.getOrDefault(ORPHANS, "report");
        if (!orphans.equals("report") && !orphans.equals("delete")) {
            throw wrong(ORPHANS, "report or delete");
        }
        return new VerifyOptions(
                flag(parameters, ALL) ? ALL_OF_THEM : sample(parameters),
                flag(parameters, REPAIR),
                flag(parameters, RELOCATE),
                orphans.equals("delete"));
    }

    /** A parameter that is true or false, by default false. */
    static boolean flag(Map<String, String> parameters, String name) {
        return switch (parameters.getOrDefault(name, "")) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw wrong(name, "true or false");
        };
    }

    private static int sample(Map<String, String> parameters) {
        String text = parameters.getOrDefault(SAMPLE, Integer.toString(DEFAULT_SAMPLE));
        if (!text.matches("\\d{1,2}|100")) {
            throw wrong(SAMPLE, "a whole number of percent from 0 to 100");
        }
        return Integer.parseInt(text);
    }

    private static ApiException wrong(String name, String allowed) {
        return new ApiException(
                ApiException.Kind.CALLER, "Cannot run with this " + name + ": it is none (give " + allowed + ")");
    }
}
