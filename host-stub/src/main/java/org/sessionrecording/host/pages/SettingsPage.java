package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingSpec.Type;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.host.settings.BadSettingsException;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.web.Requests;

/** A plugin's settings, drawn from what it declares. Secrets are written, never shown. */
final class SettingsPage {
    private static final String FORGET = "forget.";

    private final Shell shell;
    private final SettingsService settings;

    SettingsPage(Shell shell, SettingsService settings) {
        this.shell = shell;
        this.settings = settings;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        draw(context, settings.show(project.id(), context.pathParam("plugin")), Map.of());
    }

    void save(Context context) {
        ProjectRow project = shell.project(context);
        String plugin = context.pathParam("plugin");
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        for (SettingSpec spec : settings.specs(plugin)) {
            read(context, spec, changes);
        }
        try {
            settings.change(
                    project.id(), plugin, changes, Requests.caller(context).email());
        } catch (BadSettingsException e) {
            Map<String, Object> shown = new HashMap<>(settings.show(project.id(), plugin));
            changes.forEach((key, value) -> {
                if (value != null && shown.containsKey(key)) {
                    shown.put(key, value);
                }
            });
            context.status(400);
            draw(context, shown, byKey(e.problems()));
            return;
        }
        context.redirect("/settings/" + plugin + "?project=" + project.id() + "&saved=1", HttpStatus.SEE_OTHER);
    }

    private static Map<String, String> byKey(List<Problem> problems) {
        return problems.stream()
                .collect(Collectors.toMap(Problem::key, Problem::message, (one, other) -> one + "; " + other));
    }

    private static void read(Context context, SettingSpec spec, Map<String, @Nullable Object> into) {
        String text = context.formParam(spec.key());
        if (spec.type() == Type.FLAG) {
            // browsers send nothing for a box that is not ticked
            into.put(spec.key(), text != null);
        } else if (spec.type() == Type.SECRET) {
            if (context.formParam(FORGET + spec.key()) != null) {
                into.put(spec.key(), null);
            } else if (text != null && !text.isEmpty()) {
                into.put(spec.key(), text);
            }
        } else if (text != null) {
            into.put(spec.key(), text.strip());
        }
    }

    private void draw(Context context, Map<String, Object> values, Map<String, String> problems) {
        String plugin = context.pathParam("plugin");
        Map<String, Object> model = new HashMap<>();
        model.put("plugin", plugin);
        model.put("saved", Requests.flag(context, "saved"));
        model.put("failed", !problems.isEmpty());
        model.put(
                "fields",
                settings.specs(plugin).stream()
                        .map(spec -> field(spec, values, problems))
                        .toList());
        shell.show(context, "settings", "Settings", "settings", model);
    }

    private static Map<String, Object> field(
            SettingSpec spec, Map<String, Object> values, Map<String, String> problems) {
        Map<String, Object> field = new HashMap<>();
        field.put("key", spec.key());
        field.put("type", spec.type().name().toLowerCase(Locale.ROOT));
        field.put("title", spec.title());
        field.put("help", spec.help());
        field.put("unit", spec.unit());
        field.put("choices", spec.choices());
        field.put(
                "minimum",
                spec.minimum().isPresent() ? Long.toString(spec.minimum().getAsLong()) : "");
        field.put(
                "maximum",
                spec.maximum().isPresent() ? Long.toString(spec.maximum().getAsLong()) : "");
        field.put("problem", problems.getOrDefault(spec.key(), ""));
        field.put("set", Boolean.TRUE.equals(values.get(spec.key() + "_set")));
        field.put("on", Boolean.parseBoolean(String.valueOf(values.get(spec.key()))));
        field.put("value", spec.type() == Type.SECRET ? "" : String.valueOf(values.getOrDefault(spec.key(), "")));
        return field;
    }
}
