package vn.huetwin.ingest.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of classes, surfaces and attributes in CityJSON 2.0. */
final class CityJsonNames {
    private static final Set<String> TYPES = Set.of(
            "Bridge",
            "BridgePart",
            "BridgeInstallation",
            "BridgeConstructiveElement",
            "BridgeRoom",
            "BridgeFurniture",
            "Building",
            "BuildingPart",
            "BuildingInstallation",
            "BuildingConstructiveElement",
            "BuildingFurniture",
            "BuildingStorey",
            "BuildingRoom",
            "BuildingUnit",
            "CityFurniture",
            "CityObjectGroup",
            "GenericCityObject",
            "LandUse",
            "OtherConstruction",
            "PlantCover",
            "SolitaryVegetationObject",
            "TINRelief",
            "Road",
            "Railway",
            "Waterway",
            "TransportSquare",
            "Tunnel",
            "TunnelPart",
            "TunnelInstallation",
            "TunnelConstructiveElement",
            "TunnelHollowSpace",
            "TunnelFurniture",
            "WaterBody");
    private static final Map<String, String> OTHER_TYPES = Map.of(
            "Square", "TransportSquare",
            "Storey", "BuildingStorey",
            "HollowSpace", "TunnelHollowSpace",
            "ReliefFeature", "TINRelief");
    private static final Map<String, String> SURFACES = Map.ofEntries(
            Map.entry("roof", "RoofSurface"),
            Map.entry("wall", "WallSurface"),
            Map.entry("ground", "GroundSurface"),
            Map.entry("closure", "ClosureSurface"),
            Map.entry("outer-ceiling", "OuterCeilingSurface"),
            Map.entry("outer-floor", "OuterFloorSurface"),
            Map.entry("floor", "FloorSurface"),
            Map.entry("ceiling", "CeilingSurface"),
            Map.entry("interior-wall", "InteriorWallSurface"),
            Map.entry("door", "Door"),
            Map.entry("window", "Window"),
            Map.entry("water", "WaterSurface"),
            Map.entry("water-ground", "WaterGroundSurface"),
            Map.entry("traffic", "TrafficArea"),
            Map.entry("auxiliary-traffic", "AuxiliaryTrafficArea"),
            Map.entry("marking", "TransportationMarking"),
            Map.entry("hole", "TransportationHole"));
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "name", "name",
            "class", "class",
            "function", "function",
            "usage", "usage",
            "height", "measuredHeight",
            "floors", "storeysAboveGround",
            "floors_below", "storeysBelowGround",
            "year_built", "yearOfConstruction",
            "roof_type", "roofType");

    /** A value with its unit. */
    private record Measure(double value, String unit) {}

    private CityJsonNames() {}

    /** Classes that CityJSON does not have become generic objects. */
    static String type(String cityGmlClass) {
        String type = OTHER_TYPES.getOrDefault(cityGmlClass, cityGmlClass);
        return TYPES.contains(type) || type.startsWith("+") ? type : "GenericCityObject";
    }

    /** Null if it has no class of its own. */
    static @Nullable String surface(String role) {
        return SURFACES.get(role);
    }

    /** Null for columns that are no attributes of the object. */
    static @Nullable String attribute(String column) {
        return ATTRIBUTES.get(column);
    }

    /** Of a row of {@code city_attribute}. */
    static Object value(Map<String, Object> row) {
        Object text = row.getOrDefault("text", "");
        if (row.get("number") instanceof Double number) {
            return row.get("unit") == null
                    ? number
                    : new Measure(number, row.get("unit").toString());
        }
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text.toString()) : text;
    }

    static void write(JsonGenerator g, String name, Object value) throws IOException {
        if (value instanceof Measure measure) {
            g.writeObjectFieldStart(name);
            g.writeNumberField("value", measure.value());
            g.writeStringField("uom", measure.unit());
            g.writeEndObject();
        } else if (value instanceof Long number) {
            g.writeNumberField(name, number);
        } else if (value instanceof Double number) {
            if (number == Math.rint(number) && Math.abs(number) < 1e15) {
                g.writeNumberField(name, number.longValue());
            } else {
                g.writeNumberField(name, number);
            }
        } else if (value instanceof Boolean flag) {
            g.writeBooleanField(name, flag);
        } else {
            g.writeStringField(name, value.toString());
        }
    }
}
