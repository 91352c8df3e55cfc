package vn.huetwin.server.ogc;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.store.FeatureRows;

/** Rows as GeoJSON features: the declared properties, the ward, since when it is so and, of past versions, until when. */
public final class FeatureJson {
    /** About a centimetre in degrees, a millimetre in metres. */
    private static final int DEGREE_DECIMALS = 7;

    private static final int METRE_DECIMALS = 3;

    private final JsonBytes json;
    private final FeatureRows rows;
    private final WkbJson geometries;
    private final List<byte[]> names = new ArrayList<>();

    /** @param crs of the geometries in the rows */
    public FeatureJson(JsonBytes json, FeatureRows rows, Crs crs) {
        this.json = json;
        this.rows = rows;
        geometries = new WkbJson(json, crs.isNorthingFirst(), crs.isGeographic() ? DEGREE_DECIMALS : METRE_DECIMALS);
        for (Property property : rows.properties()) {
            names.add(JsonBytes.member(property.name()));
        }
    }

    /** The row that the cursor stands on, without the closing brace. */
    public void open() throws IOException {
        json.raw("{\"type\":\"Feature\",\"id\":");
        json.string(rows.keyUtf8());
        json.raw(",\"geometry\":");
        byte[] wkb = rows.wkb();
        if (wkb == null) {
            json.raw("null");
        } else {
            geometries.geometry(wkb);
        }
        json.raw(",\"properties\":{");
        for (int i = 0; i < names.size(); i++) {
            json.raw(names.get(i));
            if (rows.isText(i)) {
                text(rows.utf8(i));
            } else {
                value(rows.value(i));
            }
            json.raw(',');
        }
        json.raw("\"ward_code\":");
        text(rows.wardCodeUtf8());
        json.raw(",\"valid_from\":\"");
        json.raw(rows.validFromText());
        json.raw('"');
        Instant until = rows.validTo();
        if (until != null) {
            json.raw(",\"valid_to\":");
            value(until);
        }
        json.raw('}');
    }

    private void text(byte @Nullable [] utf8) throws IOException {
        if (utf8 == null) {
            json.raw("null");
        } else {
            json.string(utf8);
        }
    }

    private void value(@Nullable Object value) throws IOException {
        if (value == null) {
            json.raw("null");
        } else if (value instanceof Long number) {
            json.integer(number);
        } else if (value instanceof Double number) {
            json.number(number);
        } else if (value instanceof Boolean flag) {
            json.raw(flag.toString());
        } else if (value instanceof Instant || value instanceof LocalDate) {
            json.raw('"');
            json.raw(value.toString());
            json.raw('"');
        } else {
            json.string(value.toString());
        }
    }
}
