package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.feature.Draft;

/** The real landmarks at their places, with schematic footprints. */
final class Landmarks {
    private static final Set<String> PROTECTED =
            Set.of("heritage_palace", "heritage_tomb", "heritage_temple", "heritage_monument");
    private static final Set<String> OPEN_AIR = Set.of(
            "heritage_citadel",
            "bridge",
            "bridge_heritage",
            "beach",
            "nature_lagoon",
            "nature_lake",
            "nature_river",
            "nature_peak",
            "nature_pass",
            "nature_viewpoint",
            "nature_cape",
            "nature_forest",
            "nature_park",
            "nature_waterfall",
            "recreation",
            "craft_village",
            "airport",
            "port",
            "event");
    /** Width, depth, height in metres of what everyone knows. */
    private static final Map<String, double[]> KNOWN = Map.of(
            "Ngọ Môn", new double[] {58, 27, 17},
            "Điện Thái Hòa", new double[] {44, 31, 12},
            "Kỳ Đài", new double[] {48, 48, 17.5},
            "Chùa Thiên Mụ", new double[] {14, 14, 21});

    private Landmarks() {}

    record Landmark(
            String key, String name, String nameEn, String kind, Polygon footprint, Point place, double height) {
        boolean isProtected() {
            return PROTECTED.contains(kind);
        }

        boolean isBuilt() {
            return height > 0 && !OPEN_AIR.contains(kind);
        }

        Draft site() {
            boolean heritage = kind.startsWith("heritage");
            return DemoCity.draft(
                    key,
                    place,
                    "name",
                    name,
                    "name_en",
                    nameEn,
                    "kind",
                    kind,
                    "unesco",
                    isProtected() ? (Object) true : null,
                    "rank",
                    heritage ? "special-national" : null,
                    "relic_kind",
                    heritage ? "architectural" : null,
                    "visitors_per_day",
                    heritage ? 900L : null,
                    "precision_m",
                    20.0);
        }

        Draft building() {
            String usage = switch (kind) {
                case "heritage_palace" -> "palace";
                case "heritage_gate" -> "gate";
                case "heritage_tomb" -> "tomb";
                case "religion_pagoda" -> "pagoda";
                case "religion_church" -> "church";
                case "heritage_temple", "communal_house" -> "temple";
                case "hotel" -> "hotel";
                case "market" -> "market";
                case "hospital" -> "health";
                case "university", "college", "school" -> "education";
                case "government" -> "government";
                case "museum", "library", "garden_house" -> "culture";
                case "sport" -> "sport";
                case "station_rail", "station_bus" -> "transport";
                default -> kind.startsWith("heritage") ? "heritage" : "other";
            };
            return DemoCity.draft(
                    "lm-" + key,
                    footprint,
                    "name",
                    name,
                    "usage",
                    usage,
                    "height",
                    height,
                    "floors",
                    Math.max(1L, Math.round(height / 4.5)),
                    "ground_height",
                    3.5,
                    "roof_type",
                    kind.startsWith("heritage") || kind.equals("religion_pagoda") ? "traditional" : "flat",
                    "status",
                    "existing",
                    "heritage_site",
                    kind.startsWith("heritage") ? key : null);
        }
    }

    static List<Landmark> read() {
        List<Landmark> landmarks = new ArrayList<>();
        List<Geometry> taken = new ArrayList<>();
        int n = 0;
        for (String[] row : Facts.rows("landmarks.csv")) {
            Coordinate place = Frame.metres(Double.parseDouble(row[3]), Double.parseDouble(row[4]));
            double[] size = KNOWN.getOrDefault(row[0], usual(row[2]));
            Polygon footprint = Frame.rectangle(
                    new Coordinate(
                            place.x - size[0] * 0.354 - 0.354 * -size[1], place.y - size[0] * 0.354 - 0.354 * size[1]),
                    0.7071,
                    0.7071,
                    size[0],
                    size[1]);
            if (taken.stream().anyMatch(t -> t.distance(footprint) < 2)) {
                double r = 2.5;
                landmarks.add(new Landmark(
                        "dd" + (++n),
                        row[0],
                        row[1],
                        row[2],
                        Frame.rectangle(new Coordinate(place.x - r, place.y - r), 1, 0, 0.1, 0.1),
                        Frame.FACTORY.createPoint(place),
                        0));
            } else {
                taken.add(footprint);
                landmarks.add(new Landmark(
                        "dd" + (++n), row[0], row[1], row[2], footprint, Frame.FACTORY.createPoint(place), size[2]));
            }
        }
        return landmarks;
    }

    private static double[] usual(String kind) {
        return switch (kind) {
            case "heritage_palace", "heritage_temple" -> new double[] {26, 18, 9};
            case "heritage_gate" -> new double[] {16, 14, 15};
            case "heritage_tomb" -> new double[] {34, 24, 8};
            case "religion_church" -> new double[] {40, 20, 24};
            case "religion_pagoda" -> new double[] {24, 18, 10};
            case "hotel" -> new double[] {40, 26, 38};
            case "hospital", "university", "market" -> new double[] {70, 32, 18};
            case "station_rail" -> new double[] {90, 18, 11};
            case "commercial" -> new double[] {60, 45, 24};
            default -> new double[] {24, 16, 9};
        };
    }
}
