package org.sessionrecording.host.tasks;

import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;

/** {@code {plugin id}.{operation id}}. */
record TaskName(String plugin, String operation) {
    static TaskName parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot == text.length() - 1) {
            throw new ApiException(
                    Kind.MISSING, "Cannot find task '" + text + "': a task is named {plugin}.{operation}");
        }
        return new TaskName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return plugin + "." + operation;
    }
}
