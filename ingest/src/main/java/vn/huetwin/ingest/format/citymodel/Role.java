package vn.huetwin.ingest.format.citymodel;

import java.util.Map;

/** Names of thematic surfaces in CityGML and CityJSON → notations of the code list {@code surface-role}. */
final class Role {
    private static final Map<String, String> BY_CLASS = Map.ofEntries(
            Map.entry("RoofSurface", "roof"),
            Map.entry("WallSurface", "wall"),
            Map.entry("GroundSurface", "ground"),
            Map.entry("ClosureSurface", "closure"),
            Map.entry("OuterCeilingSurface", "outer-ceiling"),
            Map.entry("OuterFloorSurface", "outer-floor"),
            Map.entry("FloorSurface", "floor"),
            Map.entry("CeilingSurface", "ceiling"),
            Map.entry("InteriorWallSurface", "interior-wall"),
            Map.entry("DoorSurface", "door"),
            Map.entry("Door", "door"),
            Map.entry("WindowSurface", "window"),
            Map.entry("Window", "window"),
            Map.entry("WaterSurface", "water"),
            Map.entry("WaterGroundSurface", "water-ground"),
            Map.entry("WaterClosureSurface", "closure"),
            Map.entry("TrafficArea", "traffic"),
            Map.entry("AuxiliaryTrafficArea", "auxiliary-traffic"),
            Map.entry("Marking", "marking"),
            Map.entry("TransportationMarking", "marking"),
            Map.entry("HoleSurface", "hole"),
            Map.entry("TransportationHole", "hole"));

    private Role() {}

    static String of(String className) {
        return BY_CLASS.getOrDefault(className, "other");
    }
}
