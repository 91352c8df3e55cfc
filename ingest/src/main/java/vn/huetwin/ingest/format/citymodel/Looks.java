package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityMaterial;

/**
 * What polygons look like while a model is read: each carries its materials by theme as its user data, from where the source
 * says them to where its surface is written.
 */
record Looks(Map<String, CityMaterial> themes) {
    static void put(Geometry polygon, Map<String, CityMaterial> themes) {
        if (!themes.isEmpty()) {
            polygon.setUserData(new Looks(themes));
        }
    }

    /** The same polygon seen from its other side. */
    static Polygon flipped(Polygon polygon) {
        Polygon other = polygon.reverse();
        other.setUserData(polygon.getUserData());
        return other;
    }

    /** Null if no polygon carries any. */
    static @Nullable CityAppearance of(Geometry surfaces) {
        List<Map<String, CityMaterial>> looks = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < surfaces.getNumGeometries(); i++) {
            boolean has = surfaces.getGeometryN(i).getUserData() instanceof Looks;
            any |= has;
            looks.add(has ? ((Looks) surfaces.getGeometryN(i).getUserData()).themes() : Map.of());
        }
        return any ? CityAppearance.of(looks) : null;
    }
}
