package vn.huetwin.ingest.geofence;

import java.time.Duration;
import org.geotools.api.feature.simple.SimpleFeature;
import org.geotools.api.filter.Filter;
import org.geotools.filter.FilterAttributeExtractor;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.query.AreaCondition;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.ontology.query.FeatureMatch;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.MemoryLayer;

/** A geofence ready to be asked, on one thread. */
final class Fence {
    static final double MAX_HYSTERESIS_METRES = 10_000;
    static final Duration MAX_DEBOUNCE = Duration.ofDays(1);
    private static final double METRES_PER_DEGREE = 110_000;
    /** For what a box in degrees makes of a distance in metres. */
    private static final double MARGIN = 1.05;

    private final Geofence declared;
    private final long position;
    private final AccessClass access;
    private final FeatureMatch whole;
    private final FeatureMatch rest;
    private final @Nullable AreaCondition area;
    private final @Nullable IndexedFacetDistance border;
    private final @Nullable Envelope reach;

    /**
     * @param position what the log said up to here was known when the fence was made
     * @throws FilterException if the condition cannot be read or does not fit the layer or the hysteresis
     */
    Fence(Geofence declared, long position, MemoryLayer memory, Crs local) {
        this.declared = declared;
        this.position = position;
        Filter filter = CqlParser.parse(declared.filter());
        whole = memory.match(filter, Access.PERSONAL);
        area = memory.layer().hasGeometry() ? AreaCondition.find(filter) : null;
        rest = area == null ? whole : memory.match(area.rest(), Access.PERSONAL);
        access = access(memory.layer(), filter);
        border = area == null || declared.hysteresisMetres() == 0
                ? null
                : new IndexedFacetDistance(local.fromWgs84(area.area()));
        check();
        reach = area == null ? null : reach(area, declared.hysteresisMetres());
    }

    private static Envelope reach(AreaCondition area, double hysteresis) {
        Envelope box = area.area().getEnvelopeInternal().copy();
        double metres = (area.metres() + hysteresis) * MARGIN;
        double latitude = Math.min(89, Math.max(Math.abs(box.getMinY()), Math.abs(box.getMaxY())) + 1);
        box.expandBy(metres / (METRES_PER_DEGREE * Math.cos(Math.toRadians(latitude))), metres / METRES_PER_DEGREE);
        return box;
    }

    private void check() {
        double hysteresis = declared.hysteresisMetres();
        if (!(hysteresis >= 0 && hysteresis <= MAX_HYSTERESIS_METRES)) {
            throw new FilterException(
                    "hysteresis",
                    "hysteresis từ 0 đến " + (int) MAX_HYSTERESIS_METRES + " m",
                    "hysteresis is between 0 and " + (int) MAX_HYSTERESIS_METRES + " m");
        }
        if (hysteresis > 0 && area == null) {
            throw new FilterException(
                    "hysteresis",
                    "hysteresis cần một vùng: bộ lọc phải có INTERSECTS, WITHIN, BBOX hoặc DWITHIN nối bằng AND",
                    "hysteresis needs an area: the filter must have an INTERSECTS, WITHIN, BBOX or DWITHIN joined by AND");
        }
        Duration debounce = declared.debounce();
        if (debounce.isNegative() || debounce.compareTo(MAX_DEBOUNCE) > 0) {
            throw new FilterException(
                    "debounce",
                    "debounce từ 0 đến " + MAX_DEBOUNCE.toHours() + " giờ",
                    "debounce is between 0 and " + MAX_DEBOUNCE.toHours() + " hours");
        }
    }

    private static AccessClass access(Layer layer, Filter filter) {
        FilterAttributeExtractor names = new FilterAttributeExtractor();
        filter.accept(names, null);
        AccessClass highest = layer.access();
        for (String name : names.getAttributeNames()) {
            Property property = layer.find(name);
            if (property != null && property.access().compareTo(highest) > 0) {
                highest = property.access();
            }
        }
        return highest;
    }

    Geofence declared() {
        return declared;
    }

    /** What the log says up to here the fence knew when it was made. */
    long position() {
        return position;
    }

    /** Who may know what it tells: those who see all that its condition reads. */
    AccessClass access() {
        return access;
    }

    /** Box in WGS 84 that holds all who can be inside; null if that can be anywhere. */
    @Nullable
    Envelope reach() {
        return reach;
    }

    /** @param inside whether the feature was inside so far */
    boolean holds(SimpleFeature feature, boolean inside) {
        if (whole.holds(feature)) {
            return true;
        }
        if (!inside || border == null || area == null || !rest.holds(feature)) {
            return false;
        }
        Geometry place = MemoryLayer.local(feature);
        return place != null && border.isWithinDistance(place, area.metres() + declared.hysteresisMetres());
    }
}
