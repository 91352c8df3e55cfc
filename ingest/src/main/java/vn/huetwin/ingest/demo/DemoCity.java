package vn.huetwin.ingest.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.feature.Draft;

/** The schematic city, layer by layer. The layers can be asked in any order and any number of times. */
public final class DemoCity {
    static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final long seed;
    private final LocalDate today;
    private final Ground ground = new Ground();
    private final List<Units.Unit> units = Units.facts();
    private final List<Landmarks.Landmark> landmarks = Landmarks.read();
    private @Nullable Blocks drawn;

    /** @param now what the two years of incidents lead up to; the time of day does not matter */
    public DemoCity(long seed, Instant now) {
        this.seed = seed;
        today = now.atZone(ZONE).toLocalDate();
    }

    /** In the order in which they are best loaded: wards locate what follows. */
    public List<String> layers() {
        return List.of(
                "ward",
                "water",
                "wall",
                "road",
                "tourism_site",
                "heritage_zone",
                "land_use_zone",
                "land_parcel",
                "building",
                "building_permit",
                "construction_site",
                "station",
                "health_facility",
                "school",
                "observation",
                "incident");
    }

    /** @throws IllegalArgumentException if the demo has no such layer */
    public Iterator<Draft> features(String layer) {
        return switch (layer) {
            case "ward" -> wards();
            case "water" ->
                ground.waters().stream()
                        .map(w -> draft(w.key(), w.area(), "name", w.name(), "name_en", w.nameEn(), "kind", w.kind()))
                        .iterator();
            case "wall" ->
                List.of(
                                draft("kinh-thanh", ground.wall(), "name", "Kinh thành Huế", "height", 6.6),
                                draft(
                                        "hoang-thanh",
                                        ground.imperialCity()
                                                .difference(
                                                        ground.imperialCity().buffer(-4)),
                                        "name",
                                        "Hoàng thành",
                                        "height",
                                        4.2))
                        .iterator();
            case "road" -> roads();
            case "tourism_site" ->
                landmarks.stream().map(Landmarks.Landmark::site).iterator();
            case "heritage_zone" -> heritageZones();
            case "land_use_zone" -> landUseZones();
            case "land_parcel" ->
                IntStream.range(0, lots().size()).mapToObj(this::parcel).iterator();
            case "building" -> buildings();
            case "building_permit" ->
                IntStream.range(0, lots().size())
                        .filter(i -> i % 31 == 7)
                        .mapToObj(this::permit)
                        .iterator();
            case "construction_site" ->
                IntStream.range(0, lots().size())
                        .filter(i -> i % 248 == 7)
                        .mapToObj(this::site)
                        .iterator();
            case "station" -> Sensors.stations(units, blocks().streets(), new SplittableRandom(seed + 5));
            case "observation" -> Sensors.observations(today, new SplittableRandom(seed + 6));
            case "health_facility" -> facilities(true);
            case "school" -> facilities(false);
            case "incident" -> new Incidents(lots(), today, seed + 7);
            default -> throw new IllegalArgumentException("The demo has no layer " + layer);
        };
    }

    /** Drawn when first asked for: the larger part of the work, and not needed where all is loaded. */
    private Blocks blocks() {
        Blocks blocks = drawn;
        if (blocks == null) {
            blocks = new Blocks(
                    ground,
                    units,
                    landmarks.stream().map(Landmarks.Landmark::footprint).toList(),
                    seed);
            drawn = blocks;
        }
        return blocks;
    }

    private List<Blocks.Lot> lots() {
        return blocks().lots();
    }

    /** @param properties name, value, name, value …; null values are left out */
    static Draft draft(String key, @Nullable Geometry drawn, @Nullable Object... properties) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            Object value = properties[i + 1];
            if (value != null && !"".equals(value)) {
                values.put(String.valueOf(properties[i]), value);
            }
        }
        return new Draft(key, drawn == null ? null : Frame.degrees(drawn), values, null);
    }

    private Iterator<Draft> wards() {
        List<Geometry> areas = Units.partition(units, ground, seed);
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            Units.Unit unit = units.get(i);
            drafts.add(draft(
                    unit.code(),
                    areas.get(i),
                    "name",
                    unit.name(),
                    "unit_type",
                    unit.type(),
                    "area_km2",
                    unit.areaKm2(),
                    "merged_from",
                    unit.mergedFrom(),
                    "established_on",
                    LocalDate.of(2025, 7, 1),
                    "legal_basis",
                    "Nghị quyết 1675/NQ-UBTVQH15"));
        }
        return drafts.iterator();
    }

    private Iterator<Draft> roads() {
        return blocks().streets().stream()
                .map(s -> draft(
                        s.key(),
                        s.line(),
                        "name",
                        s.name(),
                        "road_class",
                        s.roadClass(),
                        "width_m",
                        s.width(),
                        "lanes",
                        (long) Math.max(1, s.width() / 3.5),
                        "bridge",
                        s.bridge()))
                .iterator();
    }

    private Iterator<Draft> heritageZones() {
        List<Draft> zones = new ArrayList<>();
        Polygon citadel = ground.citadel();
        zone(zones, "kinh-thanh", "Kinh thành Huế", null, citadel, citadel.buffer(300, 4));
        for (Landmarks.Landmark landmark : landmarks) {
            if (landmark.isProtected() && !citadel.contains(landmark.place())) {
                Geometry core = landmark.footprint().getCentroid().buffer(120, 6);
                zone(zones, landmark.key(), landmark.name(), landmark.key(), core, core.buffer(230, 6));
            }
        }
        return zones.iterator();
    }

    private static void zone(
            List<Draft> zones, String key, String name, @Nullable String site, Geometry core, Geometry around) {
        String basis = "Luật Di sản văn hóa; ranh giới sơ đồ, không phải bản đồ khoanh vùng";
        zones.add(draft(
                key + "-1",
                core,
                "name",
                name + ": khu vực bảo vệ I",
                "site",
                site,
                "zone",
                "I",
                "max_height_m",
                9.0,
                "legal_basis",
                basis));
        zones.add(draft(
                key + "-2",
                around.difference(core),
                "name",
                name + ": khu vực bảo vệ II",
                "site",
                site,
                "zone",
                "II",
                "max_height_m",
                11.0,
                "legal_basis",
                basis));
    }

    private Iterator<Draft> landUseZones() {
        List<Draft> zones = new ArrayList<>();
        zones.add(
                zone("kinh-thanh", "Khu Kinh thành", "DDT", ground.citadel().difference(ground.imperialCity()), 11, 2));
        zones.add(zone("hoang-thanh", "Hoàng thành", "DDT", ground.imperialCity(), 9, 0.5));
        String[] uses = {"TMD", "ODT", "ODT", "DGD", "ODT", "TSC", "ODT", "DKV", "ODT", "TMD", "DYT", "ODT"};
        Coordinate corner = Frame.metres(107.5616, 16.4505);
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 6; j++) {
                Coordinate origin = new Coordinate(
                        corner.x + 0.866 * 690 * i + 0.5 * 530 * (j + 1),
                        corner.y + 0.5 * 690 * i - 0.866 * 530 * (j + 1));
                Geometry area = Frame.rectangle(origin, 0.866, 0.5, 690, 530);
                for (Ground.Water water : ground.waters()) {
                    area = area.difference(water.area());
                }
                area = area.difference(ground.citadel().buffer(60));
                if (area.getArea() > 20_000) {
                    String use = uses[(i * 5 + j * 7) % uses.length];
                    zones.add(zone(
                            "nam-" + i + "-" + j,
                            "Phân khu nam sông Hương " + i + "." + j,
                            use,
                            area,
                            use.equals("TMD") ? 60 : 30,
                            use.equals("TMD") ? 7 : 4));
                }
            }
        }
        return zones.iterator();
    }

    private static Draft zone(String key, String name, String use, Geometry area, double height, double ratio) {
        return draft(
                key,
                area,
                "name",
                name,
                "land_use",
                use,
                "plan_name",
                "Quy hoạch phân khu (sơ đồ)",
                "plan_period",
                "2021–2030",
                "max_height_m",
                height,
                "max_floor_area_ratio",
                ratio,
                "max_coverage_pct",
                70.0);
    }

    private Draft parcel(int i) {
        Blocks.Lot lot = lots().get(i);
        boolean rural = units.get(lot.unit()).type().equals("xã");
        String use = switch (lot.usage()) {
            case "hotel", "commercial", "office", "warehouse" -> "TMD";
            case "public" -> "TSC";
            case "education" -> "DGD";
            case "religious" -> "TON";
            default -> rural ? "ONT" : "ODT";
        };
        String registered = i % 97 == 13 ? "CLN" : i % 211 == 5 ? "BHK" : use;
        return draft(
                "p" + lot.key().substring(1),
                lot.lot(),
                "sheet_no",
                String.valueOf(1 + i / 400),
                "parcel_no",
                String.valueOf(1 + i % 400),
                "land_use",
                use,
                "area_m2",
                Math.rint(lot.lot().getArea() * 10) / 10,
                "registered_on",
                LocalDate.of(1996, 1, 1).plusDays(i * 37L % 10_500),
                "registered_use",
                registered);
    }

    private Iterator<Draft> buildings() {
        List<Draft> drafts = new ArrayList<>(lots().size() + landmarks.size());
        landmarks.stream()
                .filter(Landmarks.Landmark::isBuilt)
                .map(Landmarks.Landmark::building)
                .forEach(drafts::add);
        SplittableRandom random = new SplittableRandom(seed + 3);
        for (int i = 0; i < lots().size(); i++) {
            Blocks.Lot lot = lots().get(i);
            long year = lot.quarter().equals("south") ? 1975 + random.nextInt(50) : 1930 + random.nextInt(95);
            drafts.add(draft(
                    lot.key(),
                    lot.house(),
                    "usage",
                    lot.usage(),
                    "height",
                    lot.height(),
                    "floors",
                    (long) lot.floors(),
                    "year_built",
                    year,
                    "ground_height",
                    3.5,
                    "roof_type",
                    lot.floors() <= 2 && random.nextInt(3) > 0 ? "gabled" : "flat",
                    "material",
                    lot.usage().equals("garden-house") ? "wood" : "concrete",
                    "status",
                    i % 248 == 7 ? "under-construction" : "existing",
                    "parcel",
                    "p" + lot.key().substring(1)));
        }
        return drafts.iterator();
    }

    private Draft permit(int i) {
        String[] states = {"GRANTED", "STARTED", "SUBMITTED", "COMPLETED", "APPRAISAL", "CONSULT", "EXTENDED", "REFUSED"
        };
        String[] kinds = {"NEW", "NEW", "RENOV", "NEW", "TEMP", "RENOV"};
        Blocks.Lot lot = lots().get(i);
        boolean building = i % 248 == 7;
        String state = building ? "STARTED" : states[i / 31 % states.length];
        LocalDate submitted = today.minusDays(20 + i * 13L % 700);
        boolean granted =
                !List.of("SUBMITTED", "APPRAISAL", "CONSULT", "REFUSED").contains(state);
        return draft(
                "gp-" + lot.key(),
                lot.house().getCentroid(),
                "permit_no",
                (i / 31 + 1) + "/" + submitted.getYear() + "/GPXD",
                "kind",
                kinds[i / 31 % kinds.length],
                "state",
                state,
                "works_class",
                "house",
                "grade",
                lot.floors() > 7 ? "II" : "IV",
                "parcel",
                "p" + lot.key().substring(1),
                "building",
                lot.key(),
                "submitted_on",
                submitted,
                "granted_on",
                granted ? submitted.plusDays(15) : null,
                "expires_on",
                granted ? submitted.plusDays(380) : null,
                "max_height_m",
                lot.quarter().equals("citadel") ? 11.0 : lot.height() + 3,
                "floors",
                (long) lot.floors(),
                "floor_area_m2",
                Math.rint(lot.house().getArea() * lot.floors()));
    }

    private Draft site(int i) {
        String[] stages = {"preparation", "foundation", "structure", "envelope", "finishing"};
        int stage = i / 248 % stages.length;
        Blocks.Lot lot = lots().get(i);
        LocalDate started = today.minusDays(30 + stage * 70L);
        return draft(
                "ct-" + lot.key(),
                lot.lot(),
                "name",
                "Công trình " + lot.key().substring(1),
                "permit",
                "gp-" + lot.key(),
                "stage",
                stages[stage],
                "started_on",
                started,
                "expected_end_on",
                started.plusDays(400),
                "progress_pct",
                8.0 + stage * 20,
                "max_height_m",
                lot.height() + 3);
    }

    private Iterator<Draft> facilities(boolean health) {
        List<Draft> drafts = new ArrayList<>();
        Map<String, Integer> count = new HashMap<>();
        for (Landmarks.Landmark landmark : landmarks) {
            boolean fits = health
                    ? landmark.kind().equals("hospital")
                    : List.of("school", "university", "college").contains(landmark.kind());
            if (fits) {
                drafts.add(facility(
                        health,
                        landmark.key(),
                        landmark.name(),
                        landmark.footprint().getCentroid(),
                        health ? "hospital" : landmark.kind().equals("school") ? "upper-secondary" : landmark.kind()));
            }
        }
        for (Units.Unit unit : units) {
            String[] levels = health
                    ? new String[] {"health-station"}
                    : new String[] {"kindergarten", "primary", "lower-secondary"};
            for (String level : levels) {
                int n = count.merge(unit.code(), 1, Integer::sum);
                Coordinate place = new Coordinate(unit.label().x + 40 * n, unit.label().y - 25 * n);
                String name = health
                        ? "Trạm y tế " + unit.name()
                        : (level.equals("kindergarten")
                                        ? "Trường Mầm non "
                                        : level.equals("primary") ? "Trường Tiểu học " : "Trường THCS ")
                                + unit.name();
                drafts.add(facility(health, level + "-" + unit.code(), name, Frame.FACTORY.createPoint(place), level));
            }
        }
        return drafts.iterator();
    }

    private static Draft facility(boolean health, String key, String name, Geometry place, String kind) {
        return health
                ? draft(
                        key,
                        place,
                        "name",
                        name,
                        "kind",
                        kind,
                        "beds",
                        kind.equals("hospital") ? 300L : 5L,
                        "emergency",
                        kind.equals("hospital"))
                : draft(key, place, "name", name, "level", kind, "pupils", kind.equals("university") ? 5000L : 420L);
    }
}
