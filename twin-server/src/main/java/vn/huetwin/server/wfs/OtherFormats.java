package vn.huetwin.server.wfs;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import vn.huetwin.ingest.format.CsvWriter;
import vn.huetwin.ingest.format.FeatureWriter;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.GeoPackageWriter;
import vn.huetwin.ingest.format.ShapefileWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.ogc.FeatureJson;
import vn.huetwin.server.ogc.JsonBytes;
import vn.huetwin.server.ows.OwsException;

/**
 * GetFeature as GeoJSON, CSV, GeoPackage and shapefile: one query, longitude before latitude. CSV and GeoPackage are
 * WGS 84 always.
 */
final class OtherFormats {
    private static final int WGS84 = 4326;

    private final FeatureStore store;
    private final Crs crs84 = new CrsRegistry().crs84();

    OtherFormats(FeatureStore store) {
        this.store = store;
    }

    void write(FeatureRequest request, Access access, BackPressuredOutput out) throws IOException {
        if (request.queries().size() > 1) {
            throw OwsException.invalid(
                    "outputFormat", new Text("Nhiều truy vấn chỉ có GML", "Several queries are answered in GML only"));
        }
        FeatureRequest.Query query = request.queries().get(0);
        FeatureQuery features = query.features(access).limit(request.count()).offset(request.offset());
        switch (request.format()) {
            case CSV -> csv(features, access, query, out);
            case GEOPACKAGE -> geoPackage(features, access, query, out);
            case SHAPEFILE -> shapefile(features, access, query, out);
            default -> geoJson(features, query, out);
        }
    }

    private void geoJson(FeatureQuery features, FeatureRequest.Query query, BackPressuredOutput out)
            throws IOException {
        Crs crs = query.crs().crs();
        JsonBytes json = new JsonBytes(out);
        long returned = 0;
        try (FeatureRows rows = store.rows(features)) {
            out.onDisconnect(() -> ForkJoinPool.commonPool().execute(rows::cancel));
            boolean next = rows.next();
            json.raw("{\"type\":\"FeatureCollection\",");
            if (!crs.isWgs84()) {
                json.raw("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" + crs.urn() + "\"}},");
            }
            json.raw("\"features\":[");
            FeatureJson writer = new FeatureJson(json, rows, crs.isGeographic() ? crs84 : crs);
            while (next) {
                json.raw(returned++ == 0 ? "\n" : ",\n");
                writer.open();
                json.raw('}');
                next = rows.next();
            }
        }
        json.raw("\n],\"numberReturned\":");
        json.integer(returned);
        json.raw("}\n");
        json.flush();
    }

    private static List<Property> properties(Access access, FeatureRequest.Query query) {
        List<String> wanted = query.properties();
        return access.properties(query.layer()).stream()
                .filter(p -> wanted == null || wanted.contains(p.name()))
                .toList();
    }

    private void csv(FeatureQuery features, Access access, FeatureRequest.Query query, BackPressuredOutput out)
            throws IOException {
        OutputStream open = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        write(features.srid(WGS84), new CsvWriter(open, query.layer(), properties(access, query)), out);
    }

    /** A GeoPackage is a database: it is written whole, then sent. */
    private void geoPackage(FeatureQuery features, Access access, FeatureRequest.Query query, BackPressuredOutput out)
            throws IOException {
        Path file = Files.createTempFile("wfs", ".gpkg");
        try {
            Files.delete(file);
            write(
                    features.srid(WGS84),
                    new GeoPackageWriter(file, query.layer(), properties(access, query), Instant.now()),
                    out);
            Files.copy(file, out);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Its headers tell what follows: it is written whole, then sent. In the system that was asked for. */
    private void shapefile(FeatureQuery features, Access access, FeatureRequest.Query query, BackPressuredOutput out)
            throws IOException {
        Path file = Files.createTempFile("wfs", ".zip");
        try {
            Crs crs = query.crs().crs();
            write(
                    features,
                    new ShapefileWriter(file, query.layer(), properties(access, query), crs, Instant.now()),
                    out);
            Files.copy(file, out);
        } catch (FormatException e) {
            String locator = e.code().startsWith("crs-") ? "srsName" : "outputFormat";
            throw OwsException.invalid(locator, e.text());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void write(FeatureQuery features, FeatureWriter writer, BackPressuredOutput out) throws IOException {
        try (writer;
                FeatureCursor cursor = store.query(features)) {
            out.onDisconnect(() -> ForkJoinPool.commonPool().execute(cursor::cancel));
            while (cursor.hasNext()) {
                writer.write(cursor.next());
            }
        }
    }
}
