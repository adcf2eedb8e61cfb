package org.sessionrecording.host.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingSpec.Type;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.SettingsProvider;
import org.sessionrecording.api.settings.SettingsProvider.Confirmation;
import org.sessionrecording.api.settings.SettingsProvider.Outlook;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.api.settings.SettingsProvider.Reset;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.settings.SettingRows.Place;
import org.sessionrecording.host.settings.SettingRows.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings that one started plugin declared. Dropped when it stops, because its defaults are the plugin's code. */
final class Declared {
    private static final Logger log = LoggerFactory.getLogger(Declared.class);
    private static final String SET = "_set";
    /** What is said of a change; no setting can be called so. */
    static final String NOTES = "_notes";

    private final Contribution<SettingsProvider> provider;
    private final Map<String, SettingSpec> specs = new LinkedHashMap<>();
    private final SecretBox secrets;

    Declared(Contribution<SettingsProvider> provider, SecretBox secrets) {
        this.provider = provider;
        this.secrets = secrets;
        provider.call("declare settings", SettingsProvider::settings).forEach(spec -> specs.put(spec.key(), spec));
    }

    Contribution<SettingsProvider> provider() {
        return provider;
    }

    List<SettingSpec> specs() {
        return List.copyOf(specs.values());
    }

    /** Stored values where they are valid, else defaults. */
    SettingValues values(Place place, boolean first, Map<String, String> stored) {
        Map<String, String> values = new HashMap<>();
        specs.forEach((key, spec) -> values.put(key, value(spec, place, first, stored.get(key))));
        return new SettingValues(values);
    }

    private String value(SettingSpec spec, Place place, boolean first, @Nullable String stored) {
        if (spec.type() == Type.SECRET) {
            return stored == null ? "" : secret(place.of(spec.key()), stored);
        }
        if (stored != null) {
            String problem = SettingText.problem(spec, stored);
            if (problem == null) {
                return stored;
            }
            log.warn("Setting {} is back at its default: its stored value {}", place.of(spec.key()), problem);
        }
        return provider.call("give a default", p -> spec.defaultValue().valueFor(place.project(), first));
    }

    private String secret(String place, String stored) {
        Optional<String> opened = secrets.open(stored, place);
        if (opened.isEmpty()) {
            log.error(
                    "Cannot read secret {}: SECRET_KEY is not the one it was stored under (set the secret again)",
                    place);
        }
        return opened.orElse("");
    }

    /**
     * Checks every key and turns values into what is stored; all problems are added, none thrown. A null value goes back to
     * the default; what {@link #shown} adds for secrets is ignored, so that its answer can be sent back, and so are notes.
     */
    Map<String, Write> parse(Place place, Map<String, ? extends @Nullable Object> changes, List<Problem> problems) {
        Map<String, Write> writes = new LinkedHashMap<>();
        changes.forEach((key, value) -> {
            SettingSpec spec = specs.get(key);
            if (spec == null) {
                if (!isSecretMark(key) && !key.equals(NOTES)) {
                    problems.add(new Problem(key, "is no setting of this plugin"));
                }
                return;
            }
            try {
                writes.put(key, write(place, spec, value));
            } catch (SettingText.Bad e) {
                problems.add(new Problem(key, String.valueOf(e.getMessage())));
            }
        });
        return writes;
    }

    private Write write(Place place, SettingSpec spec, @Nullable Object value) throws SettingText.Bad {
        boolean secret = spec.type() == Type.SECRET;
        if (value == null || (secret && value.equals(""))) {
            return new Write(Optional.empty(), secret);
        }
        String text = SettingText.parse(spec, value);
        return new Write(Optional.of(secret ? secrets.seal(text, place.of(spec.key())) : text), secret);
    }

    boolean isSecret(String key) {
        SettingSpec spec = specs.get(key);
        return spec != null && spec.type() == Type.SECRET;
    }

    private boolean isSecretMark(String key) {
        SettingSpec spec = key.endsWith(SET) ? specs.get(key.substring(0, key.length() - SET.length())) : null;
        return spec != null && spec.type() == Type.SECRET;
    }

    List<Problem> validate(Place place, SettingValues proposed) {
        return new ArrayList<>(
                provider.call("check settings", p -> p.validate(provider.project(place.project()), proposed)));
    }

    /** Settings that go back to their default with a change which does not name them itself. */
    List<Reset> resets(Place place, SettingValues before, SettingValues proposed, Set<String> named) {
        return provider
                .call("see what a change resets", p -> p.resets(provider.project(place.project()), before, proposed))
                .stream()
                .filter(reset -> specs.containsKey(reset.key()) && !named.contains(reset.key()))
                .toList();
    }

    Optional<Confirmation> confirmation(Place place, SettingValues before, SettingValues proposed) {
        return provider.call(
                "see what a change asks for", p -> p.confirmation(provider.project(place.project()), before, proposed));
    }

    Optional<Outlook> outlook(Place place, SettingValues before, SettingValues proposed) {
        return provider.call(
                "see what a change leads to", p -> p.outlook(provider.project(place.project()), before, proposed));
    }

    /** Values for the API; of a secret only whether it is set. */
    Map<String, Object> shown(SettingValues values) {
        Map<String, Object> shown = new LinkedHashMap<>();
        specs.forEach((key, spec) -> {
            switch (spec.type()) {
                case FLAG -> shown.put(key, values.flag(key));
                case INTEGER -> shown.put(key, values.number(key));
                case SECRET -> shown.put(key + SET, !values.text(key).isEmpty());
                case TEXT, URL, CRON, CHOICE -> shown.put(key, values.text(key));
            }
        });
        return shown;
    }
}
