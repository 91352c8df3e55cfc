package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.tiles.map.LayerView;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.RasterView;
import vn.huetwin.tiles.map.Screen;
import vn.huetwin.tiles.raster.RasterShelf;

/** What lies at a pixel of a map (06-042, clause 7.4). */
final class FeatureInfo {
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final int MOST_FEATURES = 100;
    /** Pixels around the one that was pointed at: nobody hits a point or a thin line exactly. */
    private static final double TOLERANCE = 3;

    private static final double MOST_TOLERANCE = 50;

    private final MapReader maps;
    private final FeatureStore store;
    private final RasterInfo rasters;

    FeatureInfo(MapReader maps, FeatureStore store, RasterShelf rasters) {
        this.maps = maps;
        this.store = store;
        this.rasters = new RasterInfo(rasters);
    }

    /**
     * What is asked.
     *
     * @param middle WGS 84 longitude and latitude of the pixel
     * @param count  most features of each layer
     */
    record Question(
            Screen screen, List<MapLayer> views, Polygon place, Coordinate middle, int count, InfoFormat format) {}

    /** What was found: of each layer asked, from the top down, its features in the system of the map. */
    record Found(MapLayer view, List<Feature> features) {}

    Question question(WmsParameters parameters, WmsVersion version, Access access) {
        List<MapLayer> views = new ArrayList<>(maps.queried(parameters, access));
        java.util.Collections.reverse(views);
        Screen screen = maps.screen(parameters, version);
        int column = parameters.integer(version.columnParameter());
        int row = parameters.integer(version.rowParameter());
        if (column < 0 || row < 0 || column >= screen.width() || row >= screen.height()) {
            String name = version.columnParameter() + "," + version.rowParameter();
            throw WmsParameters.refused(
                    "InvalidPoint",
                    name,
                    name + ": điểm nằm ngoài ảnh",
                    name + ": the point lies outside of the image");
        }
        double tolerance = parameters.number("BUFFER", TOLERANCE * screen.symbolScale(), 0, MOST_TOLERANCE);
        String count = parameters.find("FEATURE_COUNT");
        double[] middle = screen.place(column + 0.5, row + 0.5);
        return new Question(
                screen,
                views,
                around(screen, column + 0.5, row + 0.5, tolerance + 0.5),
                new Coordinate(middle[0], middle[1]),
                count == null ? 1 : parameters.size("FEATURE_COUNT", Integer.MAX_VALUE),
                format(parameters));
    }

    private static InfoFormat format(WmsParameters parameters) {
        String name = parameters.find("INFO_FORMAT");
        InfoFormat format = name == null ? InfoFormat.TEXT : InfoFormat.find(name);
        if (format == null) {
            String known = String.join(", ", InfoFormat.names());
            throw WmsParameters.refused(
                    "InvalidFormat", "INFO_FORMAT", "INFO_FORMAT: có " + known, "INFO_FORMAT: there are " + known);
        }
        return format;
    }

    private static Polygon around(Screen screen, double x, double y, double reach) {
        double[][] corners = {{-reach, -reach}, {reach, -reach}, {reach, reach}, {-reach, reach}, {-reach, -reach}};
        Coordinate[] ring = new Coordinate[corners.length];
        for (int i = 0; i < corners.length; i++) {
            double[] place = screen.place(x + corners[i][0], y + corners[i][1]);
            ring[i] = new Coordinate(place[0], place[1]);
        }
        return FACTORY.createPolygon(ring);
    }

    List<Found> answer(Question question) {
        List<Found> answer = new ArrayList<>();
        for (MapLayer layer : question.views()) {
            if (layer instanceof RasterView raster) {
                answer.add(new Found(raster, rasters.at(raster, question.middle(), question.screen())));
            } else if (layer instanceof LayerView view) {
                answer.add(new Found(view, features(question, view)));
            }
        }
        return answer;
    }

    private List<Feature> features(Question question, LayerView view) {
        Filter here = FILTERS.intersects(FILTERS.property("geometry"), FILTERS.literal(question.place()));
        Filter filter = view.filter() == Filter.INCLUDE ? here : FILTERS.and(here, view.filter());
        FeatureQuery query = FeatureQuery.all(view.layer().name(), view.access())
                .filter(filter)
                .asOf(view.asOf())
                .srid(question.screen().crs().srid())
                .limit(Math.min(question.count(), MOST_FEATURES));
        List<Feature> features = new ArrayList<>();
        try (FeatureCursor cursor = store.query(query)) {
            cursor.forEachRemaining(features::add);
        }
        return features;
    }
}
