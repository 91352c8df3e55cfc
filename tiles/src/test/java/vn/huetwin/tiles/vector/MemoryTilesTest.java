package vn.huetwin.tiles.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureMemory;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.map.Stop;

/** Random shapes: a tile from memory holds what {@code ST_AsMVT} puts into it, to a unit or so of its grid. */
@Tag("postgis")
class MemoryTilesTest {
    private static final String SAMPLE = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            def:Sample a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Mẫu"@vi, "Sample"@en .
            layer:sample a def:Layer, sh:NodeShape ; sh:targetClass def:Sample ;
              dcterms:title "Mẫu"@vi, "Samples"@en ; def:geometryType sf:Point ; def:access def:open ;
              def:group "Thử"@vi, "Test"@en ; def:order 900 ; def:titleProperty "whole" ; def:heightProperty "number" ;
              def:style [ def:fill "#ffffff" ; def:stroke "#c9ced3" ; def:width 2.0 ; def:opacity 1.0 ; def:visible true ] ;
              sh:property
                [ sh:path def:whole ; sh:order 2 ; sh:datatype xsd:integer ; sh:name "b"@vi, "b"@en ],
                [ sh:path def:number ; sh:order 3 ; sh:datatype xsd:double ; sh:name "c"@vi, "c"@en ] .
            """;
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);
    /** Units: both take out points that lie off by less than one, round to whole ones and put right what crosses itself then. */
    private static final double TOLERANCE = 4;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Database database = TestPostgis.database();
    private boolean told;
    private double allAway;
    private long corners;

    @AfterEach
    void close() {
        database.close();
    }

    private @Nullable Object value(Property property) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return switch (property.type()) {
            case STRING ->
                property.codeList() == null
                        ? "Nhà " + random.nextInt(50)
                        : property.codeList()
                                .codes()
                                .get(random.nextInt(property.codeList().codes().size()))
                                .notation();
            case INTEGER -> random.nextLong() >> random.nextInt(64);
            case DOUBLE -> random.nextInt(1_000) / 8.0;
            case BOOLEAN -> random.nextBoolean();
            default -> null;
        };
    }

    private Coordinate[] star(double x, double y, double radius, int corners) {
        Coordinate[] ring = new Coordinate[corners + 1];
        for (int i = 0; i < corners; i++) {
            double r = radius * (0.5 + 0.5 * random.nextDouble());
            double angle = 2 * Math.PI * i / corners;
            ring[i] = new Coordinate(x + r * Math.cos(angle), y + r * Math.sin(angle));
        }
        ring[corners] = ring[0];
        return ring;
    }

    private static Coordinate[] smaller(Coordinate[] ring, double x, double y) {
        Coordinate[] hole = new Coordinate[ring.length];
        for (int i = 0; i < ring.length; i++) {
            hole[i] = new Coordinate(x + (ring[i].x - x) / 2, y + (ring[i].y - y) / 2);
        }
        return hole;
    }

    private Geometry geometry(GeometryType type) {
        double x = 107.55 + random.nextDouble() * 0.04;
        double y = 16.44 + random.nextDouble() * 0.04;
        double radius = Math.pow(10, -5 + 3 * random.nextDouble());
        if (type.dimension() == 0) {
            return FACTORY.createPoint(new Coordinate(x, y));
        }
        if (type.dimension() == 1) {
            Coordinate[] line = new Coordinate[2 + random.nextInt(80)];
            for (int i = 0; i < line.length; i++) {
                double bend = Math.sin(i / 5.0) + 0.1 * random.nextDouble();
                line[i] = new Coordinate(x + i * radius / line.length, y + radius * bend / 4);
            }
            return FACTORY.createMultiLineString(
                    new org.locationtech.jts.geom.LineString[] {FACTORY.createLineString(line)});
        }
        Coordinate[] ring = star(x, y, radius, 3 + random.nextInt(random.nextBoolean() ? 5 : 40));
        LinearRing[] holes = random.nextInt(3) == 0
                ? new LinearRing[] {FACTORY.createLinearRing(smaller(ring, x, y))}
                : new LinearRing[0];
        return FACTORY.createMultiPolygon(
                new org.locationtech.jts.geom.Polygon[] {FACTORY.createPolygon(FACTORY.createLinearRing(ring), holes)});
    }

    private void fill(Catalogue catalogue, Layer layer) throws SQLException {
        List<Verdict.Checked> features = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            List<@Nullable Object> values = new ArrayList<>();
            layer.properties().forEach(property -> values.add(value(property)));
            Geometry geometry = geometry(layer.geometry());
            geometry.setSRID(4326);
            features.add(new Verdict.Checked("k" + i, geometry, values, SINCE, List.of()));
        }
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new LayerWriter(catalogue).write(connection, layer, features.iterator(), 1, "test", SINCE);
            connection.commit();
        }
    }

    private byte[] tile(VectorTiles tiles, Layer layer, TileGrid grid, int z, int x, int y, boolean fromMemory)
            throws SQLException {
        told = fromMemory;
        return tiles.tile(layer, grid, z, x, y, null, Access.OPEN, new Stop(10_000));
    }

    private void compare(DecodedTile postgis, DecodedTile memory, String where) {
        for (String id : new TreeSet<>(postgis.features.keySet())) {
            if (!memory.features.containsKey(id)) {
                Geometry lost = postgis.features.get(id).shape();
                assertTrue(isTiny(lost), where + id + " is missing: " + lost);
            }
        }
        memory.features.forEach((id, shown) -> {
            DecodedTile.Shown expected = postgis.features.get(id);
            if (expected == null) {
                assertTrue(isTiny(shown.shape()), where + id + " is too much: " + shown.shape());
                return;
            }
            assertEquals(new TreeMap<>(expected.values()), new TreeMap<>(shown.values()), where);
            assertTrue(shown.shape().isValid(), where + shown.shape());
            double away = Math.max(away(expected.shape(), shown.shape()), away(shown.shape(), expected.shape()));
            double area = Math.abs(expected.shape().getArea() - shown.shape().getArea());
            assertTrue(
                    area <= 3 * (8 + expected.shape().getLength()),
                    where + id + ": " + expected.shape() + " but " + shown.shape());
            assertTrue(
                    away <= TOLERANCE || hasSlivers(expected.shape(), shown.shape()),
                    where + id + " " + away + ": " + expected.shape() + " but " + shown.shape());
        });
    }

    /** Of some units, or a point on the very edge: it may be rounded into the tile or not. */
    private static boolean isTiny(Geometry shape) {
        Envelope box = shape.getEnvelopeInternal();
        return shape.getDimension() > 0
                ? Math.max(box.getWidth(), box.getHeight()) <= 8
                : isEdge(shape.getCoordinate());
    }

    private static boolean isEdge(Coordinate corner) {
        return Math.abs(corner.x - 2_048) >= 2_112 || Math.abs(corner.y - 2_048) >= 2_112;
    }

    /** How far corners lie from another shape; where sides are cut, a steep one may move along the edge. */
    private double away(Geometry of, Geometry other) {
        Geometry outline = outline(other);
        double away = 0;
        for (Coordinate corner : of.getCoordinates()) {
            if (!isEdge(corner)) {
                double here = outline.distance(FACTORY.createPoint(corner));
                away = Math.max(away, here);
                allAway += here;
                corners++;
            }
        }
        return away;
    }

    /** Parts of a few units may be there or not. */
    private static boolean hasSlivers(Geometry one, Geometry other) {
        return one.getDimension() == 2 && coversThick(one, other) && coversThick(other, one);
    }

    private static boolean coversThick(Geometry one, Geometry other) {
        Geometry thick = other.buffer(-TOLERANCE);
        return thick.isEmpty() || one.buffer(TOLERANCE).covers(thick);
    }

    private static Geometry outline(Geometry shape) {
        return shape.getDimension() == 2 ? shape.getBoundary() : shape;
    }

    @Test
    void holdWhatPostgisPutsIntoThem(@TempDir Path folder) throws Exception {
        Path turtle = Files.writeString(folder.resolve("sample.ttl"), SAMPLE);
        Catalogue catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, List.of(turtle));
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        try (FeatureMemory memory = new FeatureMemory(database.dataSource(), catalogue, 1 << 26, layer -> told)) {
            VectorTiles tiles = new VectorTiles(database.dataSource(), catalogue, memory);
            for (String name : List.of("building", "road", "sample")) {
                Layer layer = catalogue.get(name);
                fill(catalogue, layer);
                for (int i = 0; i < 1_000 && !memory.holds(layer); i++) {
                    tile(tiles, layer, TileGrid.WEB_MERCATOR_QUAD, 0, 0, 0, true);
                    LockSupport.parkNanos(10_000_000);
                }
                assertTrue(memory.holds(layer));
                int features = 0;
                for (int i = 0; i < 60; i++) {
                    TileGrid grid = random.nextBoolean() ? TileGrid.WEB_MERCATOR_QUAD : TileGrid.WORLD_CRS84_QUAD;
                    int z = 11 + random.nextInt(7);
                    double lon = 107.55 + random.nextDouble() * 0.04;
                    double lat = Math.toRadians(16.44 + random.nextDouble() * 0.04);
                    boolean mercator = grid == TileGrid.WEB_MERCATOR_QUAD;
                    int x = (int) ((lon + 180) / 360 * grid.columns(z));
                    int y = (int)
                            (mercator
                                    ? (1 - Math.log(Math.tan(lat) + 1 / Math.cos(lat)) / Math.PI) / 2 * (1 << z)
                                    : (90 - Math.toDegrees(lat)) / 180 * (1 << z));
                    String where = "seed " + seed + " " + name + " " + grid.id() + "/" + z + "/" + x + "/" + y + " ";
                    DecodedTile expected = new DecodedTile(tile(tiles, layer, grid, z, x, y, false));
                    DecodedTile given = new DecodedTile(tile(tiles, layer, grid, z, x, y, true));
                    assertEquals(
                            expected.name + expected.extent + expected.version,
                            given.name + given.extent + given.version,
                            where);
                    compare(expected, given, where);
                    features += given.features.size();
                }
                assertTrue(allAway / corners < 0.5, "seed " + seed + " a corner is off by " + allAway / corners);
                assertTrue(features > 200, "features in the tiles of " + name + ": " + features);
            }
        }
    }
}
