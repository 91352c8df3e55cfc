package vn.huetwin.server.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;

/**
 * The city that planners' questions are measured on: for each 100,000 buildings 50,000 parcels, 200,000 incidents of a
 * year, permits, sites and flood zones, as dense as Huế; the same seed gives the same city. It grows outwards, so that
 * a question about one place means as much in a large city.
 */
public final class PlannersCity {
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);
    private static final double CENTRE_LONGITUDE = 107.58;
    private static final double CENTRE_LATITUDE = 16.46;
    private static final double METRE_LONGITUDE = 1 / 106_800.0;
    private static final double METRE_LATITUDE = 1 / 110_600.0;
    /** Side of the square that a parcel stands in, in metres. */
    private static final double CELL = 43;

    private static final String[] USAGES = {"house", "house", "house", "mixed", "apartment", "commercial", "office"};
    private static final String[] LAND_USES = {"ODT", "ODT", "ODT", "ONT", "TMD", "DGD"};
    private static final String[] CATEGORIES = {"WASTE", "FLOOD", "ROAD", "LIGHT", "TREE", "BUILD", "SIDEWALK"};
    private static final String[] STATES = {"NEW", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED", "CLOSED", "CLOSED"};
    private static final String[] PRIORITIES = {"low", "medium", "medium", "high", "urgent"};

    private static final int LAYERS = 7;

    private final City city;
    private final long buildings;
    private final Instant now;
    private final int side;
    private long position;

    /** @param now end of the year of incidents */
    public PlannersCity(City city, long buildings, Instant now) {
        this.city = city;
        this.buildings = buildings;
        this.now = now;
        this.side = (int) Math.ceil(Math.sqrt((double) parcels()));
    }

    private long parcels() {
        return (buildings + 1) / 2;
    }

    /** Fills the layers that are not filled yet; wards must be there. */
    public void load() throws SQLException {
        write("land_parcel", parcels(), this::parcel);
        write("building", buildings, this::building);
        write("incident", buildings * 2, this::incident);
        write("building_permit", Math.max(1, buildings / 50), this::permit);
        write("construction_site", Math.max(1, buildings / 400), this::site);
        write("flood_zone", Math.max(5, buildings / 1000), this::floodZone);
        write("water", 1, this::river);
        write("land_parcel", parcels() / 10, this::changedParcel);
    }

    private void write(String name, long count, LongFunction<Verdict.Checked> row) throws SQLException {
        Layer layer = city.catalogue().get(name);
        Iterator<Verdict.Checked> rows =
                LongStream.range(0, count).mapToObj(row).iterator();
        try (Connection connection = city.dataSource().getConnection()) {
            boolean anew = ++position > LAYERS;
            if (!anew && isFull(layer, count)) {
                return;
            }
            connection.setAutoCommit(false);
            city.writer().write(connection, layer, rows, position, "bench", now);
            connection.commit();
            connection.setAutoCommit(true);
            LayerTables.analyze(connection, layer);
        }
    }

    /** Layers are written whole. Parcels are written twice; the second time what is written already is left alone. */
    private boolean isFull(Layer layer, long count) {
        return city.store().count(FeatureQuery.all(layer.name(), Access.PERSONAL)) >= count;
    }

    private SplittableRandom random(String layer, long number) {
        return new SplittableRandom(BenchCity.SEED * 1_000_003 + layer.hashCode() * 31L + number);
    }

    private Verdict.Checked row(
            String layer, String key, Geometry geometry, Instant validFrom, Map<String, @Nullable Object> values) {
        List<@Nullable Object> ordered = new ArrayList<>();
        for (Property property : city.catalogue().get(layer).properties()) {
            ordered.add(values.get(property.name()));
        }
        return new Verdict.Checked(key, geometry, ordered, validFrom, List.of());
    }

    /** The parcel's south-west corner, in metres from the centre. */
    private Coordinate corner(long parcel) {
        double x = (parcel % side - side / 2.0) * CELL;
        double y = (parcel / side - side / 2.0) * CELL;
        return new Coordinate(x, y);
    }

    /** One in fifty reaches over its neighbour. */
    private Verdict.Checked parcel(long number) {
        SplittableRandom random = random("parcel", number);
        Coordinate corner = corner(number);
        double width = number % 50 == 7 ? CELL + 2 + random.nextDouble() * 4 : CELL - 6 + random.nextDouble() * 5;
        double depth = CELL - 6 + random.nextDouble() * 5;
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("sheet_no", Long.toString(number / 400));
        values.put("parcel_no", Long.toString(number % 400));
        values.put("land_use", pick(LAND_USES, random));
        values.put("registered_use", pick(LAND_USES, random));
        values.put("area_m2", Math.rint(width * depth));
        values.put("registered_on", LocalDate.of(2010 + random.nextInt(14), 1 + random.nextInt(12), 1));
        Geometry shape = box(corner.x, corner.y, width, depth);
        return row("land_parcel", "P" + number, shape, Instant.parse("2023-06-01T00:00:00Z"), values);
    }

    /** Registered anew in the middle of the last year. */
    private Verdict.Checked changedParcel(long number) {
        Verdict.Checked before = parcel(number * 10);
        List<@Nullable Object> values = new ArrayList<>(before.values());
        List<Property> properties = city.catalogue().get("land_parcel").properties();
        for (int i = 0; i < properties.size(); i++) {
            if (properties.get(i).name().equals("registered_use")) {
                values.set(i, "TMD");
            }
        }
        return new Verdict.Checked(before.key(), before.geometry(), values, now.minus(180, ChronoUnit.DAYS), List.of());
    }

    private Verdict.Checked building(long number) {
        SplittableRandom random = random("building", number);
        Coordinate corner = corner(number / 2);
        double x = corner.x + 2 + (number % 2) * 17;
        int floors = 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 4);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", "Nhà " + number);
        values.put("usage", pick(USAGES, random));
        values.put("height", Math.rint(floors * 34.0) / 10);
        values.put("floors", (long) floors);
        values.put("year_built", 1930L + random.nextInt(95));
        values.put("parcel", "P" + number / 2);
        values.put("shelter_capacity", number % 200 == 3 ? Long.valueOf(50 + random.nextInt(500)) : null);
        Geometry shape = box(x, corner.y + 3, 8 + random.nextDouble() * 7, 10 + random.nextDouble() * 20);
        return row("building", "B" + number, shape, Instant.parse("2023-06-01T00:00:00Z"), values);
    }

    private Verdict.Checked incident(long number) {
        SplittableRandom random = random("incident", number);
        long age = random.nextLong(365L * 86_400);
        String state = pick(STATES, random);
        Instant reported = now.minusSeconds(age).truncatedTo(ChronoUnit.SECONDS);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("title", "Phản ánh " + number);
        values.put("category", pick(CATEGORIES, random));
        values.put("state", age > 30L * 86_400 ? "CLOSED" : state);
        values.put("priority", pick(PRIORITIES, random));
        values.put("reported_at", reported);
        return row("incident", "I" + number, place(random), reported, values);
    }

    private Verdict.Checked permit(long number) {
        SplittableRandom random = random("permit", number);
        LocalDate granted = now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(random.nextInt(1100));
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("permit_no", "GP-" + number);
        values.put("state", random.nextInt(3) == 0 ? "STARTED" : "GRANTED");
        values.put("granted_on", granted);
        values.put("expires_on", granted.plusYears(1));
        values.put("max_height_m", 9.0 + random.nextInt(30));
        return row("building_permit", "G" + number, place(random), now.minus(1, ChronoUnit.DAYS), values);
    }

    private Verdict.Checked site(long number) {
        SplittableRandom random = random("site", number);
        Coordinate corner = corner(random.nextLong(parcels()));
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", "Công trường " + number);
        values.put("stage", "structure");
        values.put("started_on", now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(random.nextInt(300)));
        Geometry shape = box(corner.x, corner.y, 30, 30);
        return row("construction_site", "C" + number, shape, now.minus(1, ChronoUnit.DAYS), values);
    }

    private Verdict.Checked floodZone(long number) {
        SplittableRandom random = random("flood", number);
        double reach = side * CELL / 2;
        double x = (random.nextDouble() * 2 - 1) * reach;
        double y = (random.nextDouble() * 2 - 1) * reach;
        double radius = 150 + random.nextDouble() * 250;
        Coordinate[] ring = new Coordinate[65];
        for (int i = 0; i < 64; i++) {
            double angle = i * Math.PI / 32;
            double wave = radius * (0.8 + 0.2 * Math.sin(5 * angle + number));
            ring[i] = degrees(x + wave * Math.cos(angle), y + wave * Math.sin(angle));
        }
        ring[64] = ring[0].copy();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", "Vùng ngập " + number);
        values.put("level", 1L + random.nextInt(5));
        values.put("depth_m", Math.rint(random.nextDouble() * 30) / 10);
        return row("flood_zone", "F" + number, multi(ring), now.minus(400, ChronoUnit.DAYS), values);
    }

    /** Through the middle, 120 m wide, in bends. */
    private Verdict.Checked river(long number) {
        int bends = 80;
        double reach = side * CELL;
        Coordinate[] ring = new Coordinate[2 * bends + 3];
        for (int i = 0; i <= bends; i++) {
            double x = (i / (double) bends - 0.5) * reach;
            double y = 400 * Math.sin(x / 700);
            ring[i] = degrees(x, y - 60);
            ring[2 * bends + 1 - i] = degrees(x, y + 60);
        }
        ring[2 * bends + 2] = ring[0].copy();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", "Sông");
        values.put("kind", "river");
        return row("water", "river-" + number, multi(ring), Instant.parse("2020-01-01T00:00:00Z"), values);
    }

    private Geometry place(SplittableRandom random) {
        double reach = side * CELL;
        return FACTORY.createPoint(degrees((random.nextDouble() - 0.5) * reach, (random.nextDouble() - 0.5) * reach));
    }

    private static Geometry box(double x, double y, double width, double depth) {
        return multi(
                degrees(x, y),
                degrees(x + width, y),
                degrees(x + width, y + depth),
                degrees(x, y + depth),
                degrees(x, y));
    }

    private static Geometry multi(Coordinate... ring) {
        return FACTORY.createMultiPolygon(new Polygon[] {FACTORY.createPolygon(ring)});
    }

    private static Coordinate degrees(double x, double y) {
        return new Coordinate(
                Math.rint((CENTRE_LONGITUDE + x * METRE_LONGITUDE) * 1e7) / 1e7,
                Math.rint((CENTRE_LATITUDE + y * METRE_LATITUDE) * 1e7) / 1e7);
    }

    private static String pick(String[] words, SplittableRandom random) {
        return words[random.nextInt(words.length)];
    }
}
