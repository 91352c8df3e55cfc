package vn.huetwin.ingest.format;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTWriter;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;

/** Comma-separated text by RFC 4180 in UTF-8, with the geometry as well-known text in the last column. */
public final class CsvWriter implements FeatureWriter {
    private final Writer out;
    private final List<Property> properties;
    private final boolean placed;
    private final WKTWriter wkt = new WKTWriter();

    /** @param properties the columns, those that the reader may see */
    public CsvWriter(OutputStream stream, Layer layer, List<Property> properties) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        this.properties = properties;
        this.placed = layer.hasGeometry();
        out.write("id");
        for (Property property : properties) {
            field(property.name());
        }
        out.write(placed ? ",ward_code,valid_from,geometry\r\n" : ",ward_code,valid_from\r\n");
    }

    @Override
    public void write(Feature feature) throws IOException {
        quoted(feature.key());
        for (Property property : properties) {
            field(feature.properties().get(property.name()));
        }
        field(feature.wardCode());
        field(feature.validFrom());
        if (placed) {
            Geometry geometry = feature.geometry();
            field(geometry == null ? null : wkt.write(geometry));
        }
        out.write("\r\n");
    }

    private void field(@Nullable Object value) throws IOException {
        out.write(',');
        if (value != null) {
            quoted(value.toString());
        }
    }

    private void quoted(String text) throws IOException {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
