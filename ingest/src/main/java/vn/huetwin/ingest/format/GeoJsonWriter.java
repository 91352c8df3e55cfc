package vn.huetwin.ingest.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import vn.huetwin.ontology.feature.Feature;

/** GeoJSON (RFC 7946): one collection, or a feature a line. Beside the properties: ward_code, valid_from. */
public final class GeoJsonWriter implements FeatureWriter {
    private final JsonGenerator json;
    private final boolean lines;

    /**
     * @param lines newline-delimited features instead of a collection
     * @param epsg  CRS of the geometries; other than 4326 it is named by the {@code crs} member of the 2008 format
     */
    public GeoJsonWriter(OutputStream out, String name, boolean lines, int epsg) throws IOException {
        this.json = new JsonFactory().createGenerator(out);
        this.lines = lines;
        json.setRootValueSeparator(null);
        if (!lines) {
            json.writeStartObject();
            json.writeStringField("type", "FeatureCollection");
            json.writeStringField("name", name);
            if (epsg != 4326) {
                crs(epsg);
            }
            json.writeArrayFieldStart("features");
        }
    }

    private void crs(int epsg) throws IOException {
        json.writeObjectFieldStart("crs");
        json.writeStringField("type", "name");
        json.writeObjectFieldStart("properties");
        json.writeStringField("name", "urn:ogc:def:crs:EPSG::" + epsg);
        json.writeEndObject();
        json.writeEndObject();
    }

    @Override
    public void write(Feature feature) throws IOException {
        if (!lines) {
            json.writeRaw('\n');
        }
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeStringField("id", feature.key());
        json.writeFieldName("geometry");
        GeoJsonText.geometry(json, feature.geometry());
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, Object> entry : feature.properties().entrySet()) {
            json.writeFieldName(entry.getKey());
            GeoJsonText.value(json, entry.getValue());
        }
        if (feature.wardCode() != null) {
            json.writeStringField("ward_code", feature.wardCode());
        }
        json.writeStringField("valid_from", feature.validFrom().toString());
        json.writeEndObject();
        json.writeEndObject();
        if (lines) {
            json.writeRaw('\n');
        }
    }

    @Override
    public void close() throws IOException {
        if (!lines) {
            json.writeRaw('\n');
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        json.close();
    }
}
