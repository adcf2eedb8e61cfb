package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingSpec.Type;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.host.settings.BadSettingsException;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.settings.UnconfirmedException;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.web.Requests;

/** A plugin's settings, drawn from what it declares. Secrets are written, never shown. */
final class SettingsPage {
    private static final String FORGET = "forget.";
    private static final String CONFIRM = "confirm.typed";
    /** What somebody has to type. */
    private static final String CONFIRMATION = "delete";

    private static final String NOTES = "_notes";

    private final Shell shell;
    private final SettingsService settings;
    private final PendingChanges pending;
    private final Supplier<Map<String, String>> problems;

    /** @param problems what of the host's own does not work, for the operator */
    SettingsPage(
            Shell shell, SettingsService settings, PendingChanges pending, Supplier<Map<String, String>> problems) {
        this.shell = shell;
        this.settings = settings;
        this.pending = pending;
        this.problems = problems;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        draw(context, settings.show(project.id(), context.pathParam("plugin")), Map.of(), "");
    }

    void save(Context context) {
        ProjectRow project = shell.project(context);
        String plugin = context.pathParam("plugin");
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        for (SettingSpec spec : settings.specs(plugin)) {
            read(context, spec, changes);
        }
        Map<String, Object> present = settings.show(project.id(), plugin);
        // the form sends every field; what stays as it is, is no part of the change
        changes.entrySet().removeIf(change -> String.valueOf(present.get(change.getKey()))
                .equals(String.valueOf(change.getValue())));
        boolean typed = CONFIRMATION.equalsIgnoreCase(
                Optional.ofNullable(context.formParam(CONFIRM)).orElse("").strip());
        try {
            Map<String, Object> saved = settings.change(
                    project.id(), plugin, changes, Requests.caller(context).email(), typed);
            if (saved.containsKey(NOTES)) {
                draw(context, saved, Map.of(), "");
                return;
            }
        } catch (BadSettingsException e) {
            context.status(400);
            draw(context, entered(present, changes), byKey(e.problems()), "");
            return;
        } catch (UnconfirmedException e) {
            context.status(409);
            draw(context, entered(present, changes), Map.of(), e.what());
            return;
        }
        context.redirect("/settings/" + plugin + "?project=" + project.id() + "&saved=1", HttpStatus.SEE_OTHER);
    }

    private static Map<String, Object> entered(Map<String, Object> present, Map<String, @Nullable Object> changes) {
        Map<String, Object> shown = new HashMap<>(present);
        changes.forEach((key, value) -> {
            if (value != null && shown.containsKey(key)) {
                shown.put(key, value);
            }
        });
        return shown;
    }

    void takeBack(Context context) {
        ProjectRow project = shell.project(context);
        String plugin = context.pathParam("plugin");
        settings.takeBack(project.id(), plugin, Requests.caller(context).email());
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

    /** @param confirm what has to be confirmed; empty for nothing */
    private void draw(Context context, Map<String, Object> values, Map<String, String> problems, String confirm) {
        String plugin = context.pathParam("plugin");
        Map<String, Object> model = new HashMap<>();
        model.put("plugin", plugin);
        model.put("saved", Requests.flag(context, "saved") || values.containsKey(NOTES));
        model.put("notes", values.getOrDefault(NOTES, List.of()));
        model.put("host_problems", List.copyOf(this.problems.get().values()));
        model.put("confirm", confirm);
        model.put("word", CONFIRMATION);
        model.put("pending", pending.of(shell.project(context)));
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
