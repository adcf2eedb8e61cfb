package org.sessionrecording.host.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.host.config.GeoipConfig;

class LocationsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Map<String, ?> GRAZ = Map.of(
            "country", named("Austria"),
            "subdivisions", List.of(named("Styria"), named("Graz-Umgebung")),
            "city", named("Graz"));

    @TempDir
    Path folder;

    private static Map<String, ?> named(String name) {
        return Map.of("names", Map.of("en", name, "de", "…"), "geoname_id", 7);
    }

    private static GeoFileWriter city() {
        return new GeoFileWriter("GeoLite2-City", NOW.minus(Duration.ofDays(3)))
                .network("81.2.69.0/24", GRAZ)
                .network("2a02:1:2::/48", Map.of("country", named("Austria")))
                .network("9.9.9.0/24", Map.of("country", named("x".repeat(250))))
                .network("8.8.8.0/24", Map.of("country", "not a map", "subdivisions", List.of(), "city", Map.of()));
    }

    private Locations locations(Path file) {
        return new Locations(new GeoipConfig(Optional.of(file), Optional.empty()), () -> NOW, Duration.ZERO);
    }

    private Locations locations() {
        return locations(city().write(folder.resolve("geo.mmdb")));
    }

    private static Optional<String> city(Locations locations, String peer, String told) {
        return locations.find(peer, Optional.ofNullable(told)).flatMap(Place::city);
    }

    @Test
    void tells_country_region_and_city_of_either_kind_of_address() {
        Locations locations = locations();
        assertThat(locations.problem()).isEmpty();
        assertThat(locations.find("81.2.69.142", Optional.empty()))
                .contains(new Place(Optional.of("Austria"), Optional.of("Styria"), Optional.of("Graz")));
        assertThat(locations.find("[2a02:1:2:3::4]", Optional.empty()))
                .contains(new Place(Optional.of("Austria"), Optional.empty(), Optional.empty()));
        assertThat(locations.find("::ffff:81.2.69.142", Optional.empty())).isPresent();
        assertThat(locations.find("9.9.9.9", Optional.empty()).flatMap(Place::country))
                .hasValueSatisfying(name -> assertThat(name).hasSize(100));
        assertThat(locations.find("8.8.8.8", Optional.empty()))
                .as("nothing that is a name")
                .isEmpty();
        assertThat(locations.find("81.2.70.1", Optional.empty()))
                .as("not in the file")
                .isEmpty();
    }

    @Test
    void believes_the_nearest_proxy_and_asks_nobody_for_names() {
        Locations locations = locations();
        assertThat(city(locations, "10.0.0.1", "9.9.9.9, 81.2.69.142")).contains("Graz");
        assertThat(city(locations, "10.0.0.1", "81.2.69.142:4711")).contains("Graz");
        for (String odd : List.of("localhost", "", "81.2.69.142, unknown", "999.2.69.142", "::::", "a".repeat(9_000))) {
            assertThat(city(locations, "81.2.69.142", odd)).as(odd).isEmpty();
        }
        for (String own : List.of("127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fe80::1%eth0", "0.0.0.0")) {
            assertThat(locations.find(own, Optional.empty())).as(own).isEmpty();
        }
    }

    @Test
    void says_why_a_file_cannot_be_used_and_knows_no_place_then() throws IOException {
        byte[] whole = city().bytes();
        Path cut = Files.write(folder.resolve("cut.mmdb"), Arrays.copyOf(whole, whole.length / 2));
        Path text = Files.writeString(folder.resolve("text.mmdb"), "no database");
        Path other = new GeoFileWriter("GeoLite2-ASN", NOW).write(folder.resolve("asn.mmdb"));
        Path old = new GeoFileWriter("GeoLite2-City", NOW.minus(Duration.ofDays(400)))
                .network("81.2.69.0/24", GRAZ)
                .write(folder.resolve("old.mmdb"));
        Map.of(
                        folder.resolve("none.mmdb"),
                        "there is no such file",
                        cut,
                        "cannot be read as a MaxMind DB file",
                        text,
                        "cannot be read as a MaxMind DB file",
                        other,
                        "it is of type 'GeoLite2-ASN'",
                        old,
                        "it was built on 2025-10-20",
                        folder,
                        "cannot be read")
                .forEach((file, why) -> {
                    Locations locations = locations(file);
                    assertThat(locations.problem())
                            .hasValueSatisfying(problem -> assertThat(problem).contains(file.toString(), why));
                    assertThat(locations.find("81.2.69.142", Optional.empty())).isEmpty();
                });
    }

    @Test
    void survives_a_file_that_is_broken_inside() throws IOException {
        byte[] broken = city().bytes();
        int data = new String(broken, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("Austria");
        Arrays.fill(broken, data - 40, data + 20, (byte) 0xff);
        Locations locations = locations(Files.write(folder.resolve("broken.mmdb"), broken));
        assertThat(locations.find("81.2.69.142", Optional.empty())).isEmpty();
        assertThat(locations.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("broken inside"));
    }

    @Test
    void reads_a_file_anew_once_it_is_replaced() throws IOException {
        Path file = folder.resolve("geo.mmdb");
        Locations locations = locations(file);
        assertThat(locations.problem()).isPresent();
        city().write(file);
        assertThat(city(locations, "81.2.69.142", null)).contains("Graz");
        assertThat(locations.problem()).isEmpty();
        Files.delete(file);
        assertThat(city(locations, "81.2.69.142", null)).isEmpty();
    }

    @Test
    void without_a_file_there_are_no_places_and_no_problem() {
        assertThat(Locations.none().find("81.2.69.142", Optional.empty())).isEmpty();
        assertThat(Locations.none().problem()).isEmpty();
    }
}
