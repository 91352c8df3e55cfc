package vn.huetwin.ingest.format.citymodel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ingest.format.citymodel.CityObject.Attribute;
import vn.huetwin.ingest.format.citymodel.CityObject.Fact;
import vn.huetwin.ingest.format.citymodel.CityObject.Shape;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;

/**
 * Lays a member out as rows: the object in the layer of its theme, its parts, surfaces and attributes in theirs, and
 * its shapes for {@code city_geometry}. All of them name the same digest, so the same member comes to the same rows.
 */
final class MemberRows {
    static final String PART = "city_part";
    static final String SURFACE = "city_surface";
    static final String ATTRIBUTE = "city_attribute";
    static final String OTHER = "city_object";

    private static final int KEY_LENGTH = 200;
    private static final Map<String, String> LAYERS = Map.ofEntries(
            Map.entry("Building", "building"),
            Map.entry("Bridge", "bridge"),
            Map.entry("Tunnel", "tunnel"),
            Map.entry("Road", "traffic_area"),
            Map.entry("Railway", "traffic_area"),
            Map.entry("Track", "traffic_area"),
            Map.entry("Square", "traffic_area"),
            Map.entry("Waterway", "traffic_area"),
            Map.entry("TransportationComplex", "traffic_area"),
            Map.entry("WaterBody", OTHER),
            Map.entry("SolitaryVegetationObject", "vegetation"),
            Map.entry("PlantCover", "vegetation"),
            Map.entry("LandUse", "land_cover"),
            Map.entry("ReliefFeature", "relief"),
            Map.entry("TINRelief", "relief"),
            Map.entry("CityFurniture", "city_furniture"));

    /** Where rows go. */
    interface Sink {
        /** @param root key of the object that stands or falls with it */
        void row(String layer, String root, Row.Read row);

        void surface(CityGeometry.Entry entry);
    }

    private final Ring3D rings;
    private final String system;

    /** @param system of the coordinates: part of the digest, since it decides where they lie */
    MemberRows(Ring3D rings, String system) {
        this.rings = rings;
        this.system = system;
    }

    static String layer(String type) {
        return LAYERS.getOrDefault(type, OTHER);
    }

    /** One member, laid out. */
    void write(Member.Read member, Sink sink) {
        CityObject root = member.root();
        String model = digest(member);
        String shown = LevelOfDetail.shown(member.objects());
        String layer = layer(root.type());
        String key = key(root.id());
        String building = layer.equals("building") ? key : null;
        sink.row(layer, key, root(member, layer, key, model, shown));
        Set<String> surfaces = new HashSet<>();
        Set<String> attributes = new HashSet<>();
        int number = 0;
        for (CityObject object : member.objects()) {
            if (object.parent() != null) {
                sink.row(PART, key, part(member.number(), object, key, model, building));
            }
            for (Shape shape : object.shapes()) {
                String id = shape.id() == null
                                || shape.role().isEmpty()
                                || shape.geometry().getDimension() < 2
                        ? ""
                        : unique(shape.id(), "@lod" + shape.lod(), surfaces);
                if (!id.isEmpty()) {
                    sink.row(SURFACE, key, surface(member.number(), object, shape, id, key, model, building, shown));
                }
                sink.surface(new CityGeometry.Entry(
                        model,
                        number++,
                        new CitySurface(
                                key(object.id()),
                                id,
                                shape.lod(),
                                shape.role(),
                                shape.shell(),
                                shape.geometry(),
                                Looks.of(shape.geometry()))));
            }
            for (Attribute attribute : attributes(object, object.parent() == null && building != null)) {
                String of = attribute.of() == null ? object.id() : attribute.of();
                String id = unique(of + "/" + attribute.name(), "", attributes);
                sink.row(ATTRIBUTE, key, attribute(member.number(), attribute, id, key(of), key, model, building));
            }
        }
    }

    private Row.Read root(Member.Read member, String layer, String key, String model, @Nullable String shown) {
        CityObject root = member.root();
        Map<String, Object> values = new HashMap<>();
        Map<Fact, Object> facts = root.facts();
        put(values, "name", facts.get(Fact.NAME));
        put(values, "class", facts.get(Fact.CLASS));
        values.put("source_ref", key);
        values.put("model", model);
        put(values, "lod", shown);
        double[] heights = heights(member.objects(), shown);
        Object measured = facts.get(Fact.HEIGHT);
        if (heights != null) {
            values.put("ground_height", heights[0]);
        }
        if (measured != null) {
            values.put("height", measured);
        } else if (heights != null && heights[1] > heights[0]) {
            values.put("height", heights[1] - heights[0]);
        }
        if (layer.equals("building")) {
            put(values, "floors", facts.get(Fact.FLOORS));
            put(values, "floors_below", facts.get(Fact.FLOORS_BELOW));
            put(values, "year_built", facts.get(Fact.YEAR_BUILT));
            put(values, "address", facts.get(Fact.ADDRESS));
            put(values, "roof_type", RoofType.of(facts.get(Fact.ROOF_TYPE)));
        } else {
            values.put("type", root.type());
            put(values, "function", facts.get(Fact.FUNCTION));
        }
        put(values, "valid_from", facts.get(Fact.VALID_FROM));
        return new Row.Read(member.number(), key, Footprint.of(member.objects(), shown), values, member.repairs());
    }

    /** What has a name in CityGML and no column here is kept as attribute. */
    private static List<Attribute> attributes(CityObject object, boolean isBuilding) {
        List<Attribute> all = new ArrayList<>(object.attributes());
        object.facts().forEach((fact, value) -> {
            switch (fact) {
                case USAGE -> all.add(new Attribute(null, "usage", value, null));
                case FUNCTION -> {
                    if (isBuilding) {
                        all.add(new Attribute(null, "function", value, null));
                    }
                }
                case ROOF_TYPE -> all.add(new Attribute(null, "roofType", value, null));
                case ADDRESS, FLOORS_BELOW, YEAR_BUILT -> {
                    if (!isBuilding) {
                        all.add(new Attribute(null, camel(fact), value, null));
                    }
                }
                default -> {
                    // has a column
                }
            }
        });
        return all;
    }

    private static String camel(Fact fact) {
        return switch (fact) {
            case FLOORS_BELOW -> "storeysBelowGround";
            case YEAR_BUILT -> "yearOfConstruction";
            default -> "address";
        };
    }

    private Row.Read part(long number, CityObject object, String root, String model, @Nullable String building) {
        Map<String, Object> values = new HashMap<>();
        Map<Fact, Object> facts = object.facts();
        put(values, "name", facts.get(Fact.NAME));
        values.put("type", object.type());
        put(values, "class", facts.get(Fact.CLASS));
        put(values, "function", facts.get(Fact.FUNCTION));
        put(values, "floors", facts.get(Fact.FLOORS));
        double[] heights = heights(List.of(object), LevelOfDetail.shown(List.of(object)));
        if (heights != null) {
            values.put("ground_height", heights[0]);
        }
        Object measured = facts.get(Fact.HEIGHT);
        if (measured != null) {
            values.put("height", measured);
        } else if (heights != null && heights[1] > heights[0]) {
            values.put("height", heights[1] - heights[0]);
        }
        values.put("part_of", key(object.parent() == null ? root : object.parent()));
        owner(values, root, model, building);
        return new Row.Read(number, key(object.id()), null, values);
    }

    private Row.Read surface(
            long number,
            CityObject object,
            Shape shape,
            String id,
            String root,
            String model,
            @Nullable String building,
            @Nullable String shown) {
        Map<String, Object> values = new HashMap<>();
        values.put("role", shape.role());
        values.put("lod", shape.lod());
        values.put("shown", shape.lod().equals(shown));
        double[] sum = new double[3];
        double area = 0;
        for (int i = 0; i < shape.geometry().getNumGeometries(); i++) {
            if (shape.geometry().getGeometryN(i) instanceof Polygon polygon) {
                double[] plane = rings.plane(polygon.getExteriorRing().getCoordinates());
                double own = plane[3];
                for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
                    own -= rings.plane(polygon.getInteriorRingN(h).getCoordinates())[3];
                }
                area += own;
                for (int axis = 0; axis < 3; axis++) {
                    sum[axis] += plane[axis] * own;
                }
            }
        }
        values.put("area", area);
        double length = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
        if (length > 0) {
            double tilt = Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, sum[2] / length))));
            values.put("tilt", tilt);
            if (tilt > 1 && tilt < 179) {
                values.put("azimuth", (Math.toDegrees(Math.atan2(sum[0], sum[1])) + 360) % 360);
            }
        }
        values.put("part_of", key(object.id()));
        owner(values, root, model, building);
        return new Row.Read(number, id, null, values);
    }

    private Row.Read attribute(
            long number,
            Attribute attribute,
            String id,
            String of,
            String root,
            String model,
            @Nullable String building) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", attribute.name().length() > 300 ? attribute.name().substring(0, 300) : attribute.name());
        Object value = attribute.value();
        String text = value instanceof Double number1 && number1 == Math.rint(number1) && Math.abs(number1) < 1e15
                ? Long.toString(number1.longValue())
                : value.toString();
        values.put("text", text.length() > 10_000 ? text.substring(0, 10_000) : text);
        if (value instanceof Number numeric && Double.isFinite(numeric.doubleValue())) {
            values.put("number", numeric.doubleValue());
        }
        put(values, "unit", attribute.unit());
        values.put("part_of", of);
        owner(values, root, model, building);
        return new Row.Read(number, id, null, values);
    }

    private static void owner(Map<String, Object> values, String root, String model, @Nullable String building) {
        values.put("object", root);
        values.put("model", model);
        put(values, "building", building);
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null && !(value instanceof String text && text.isBlank())) {
            values.put(name, value);
        }
    }

    /** Lowest and highest point of what is shown; null if nothing has a height. */
    private static double @Nullable [] heights(List<CityObject> objects, @Nullable String shown) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (CityObject object : objects) {
            for (Shape shape : object.shapes()) {
                if (shape.lod().equals(shown)) {
                    for (Coordinate c : shape.geometry().getCoordinates()) {
                        low = Math.min(low, c.getZ());
                        high = Math.max(high, c.getZ());
                    }
                }
            }
        }
        return low > high ? null : new double[] {low, high};
    }

    private static String unique(String wanted, String suffix, Set<String> taken) {
        String key = key(wanted);
        if (taken.add(key)) {
            return key;
        }
        String other = key(wanted + suffix);
        for (int i = 2; !taken.add(other); i++) {
            other = key(wanted + suffix + "-" + i);
        }
        return other;
    }

    /** As long as keys may be, without control characters; what is cut off leaves its digest. */
    static String key(String id) {
        String plain = id.codePoints().anyMatch(Character::isISOControl) ? id.replaceAll("\\p{Cntrl}", " ") : id;
        if (plain.codePointCount(0, plain.length()) <= KEY_LENGTH) {
            return plain;
        }
        String hash = HexFormat.of().formatHex(sha256().digest(plain.getBytes(StandardCharsets.UTF_8)), 0, 8);
        return plain.substring(0, plain.offsetByCodePoints(0, KEY_LENGTH - 17)) + "~" + hash;
    }

    private String digest(Member.Read member) {
        MessageDigest digest = sha256();
        text(digest, system);
        byte[] bytes = new byte[24];
        for (CityObject object : member.objects()) {
            text(digest, object.id() + "\n" + object.type() + "\n" + object.parent());
            object.facts().forEach((fact, value) -> text(digest, fact + "=" + value));
            object.attributes().forEach(a -> text(digest, a.toString()));
            for (Shape shape : object.shapes()) {
                text(digest, shape.lod() + "\n" + shape.role() + "\n" + shape.id() + "\n" + shape.shell());
                coordinates(digest, bytes, shape.geometry());
                CityAppearance appearance = Looks.of(shape.geometry());
                if (appearance != null) {
                    text(digest, appearance.json());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static void coordinates(MessageDigest digest, byte[] bytes, Geometry geometry) {
        if (geometry.getNumGeometries() > 1) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                coordinates(digest, bytes, geometry.getGeometryN(i));
            }
            return;
        }
        for (Coordinate c : geometry.getCoordinates()) {
            ByteBuffer.wrap(bytes).putDouble(c.x).putDouble(c.y).putDouble(c.getZ());
            digest.update(bytes);
        }
        digest.update((byte) ';');
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
