package vn.huetwin.server.wfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.server.ows.AxisRule;

/** Rows as GML features of one layer, in the order of its application schema; what is null is left out. */
final class FeatureGml {
    private final XmlBytes xml;
    private final FeatureRows rows;
    private final WkbGml geometries;
    private final byte[] start;
    private final byte[] end;
    private final List<byte[]> opening = new ArrayList<>();
    private final List<byte[]> closing = new ArrayList<>();
    private final boolean ward;

    /** @param properties that the client named, or null for all */
    FeatureGml(XmlBytes xml, FeatureRows rows, Gml gml, AxisRule.Named crs, @Nullable List<String> properties) {
        this.xml = xml;
        this.rows = rows;
        geometries = new WkbGml(xml, gml, crs);
        String type = FeatureSchema.PREFIX + ":" + rows.layer().name();
        start = bytes("<" + type + (gml == Gml.V2 ? " fid=\"" : " gml:id=\""));
        end = bytes("</" + type + ">");
        rows.properties().forEach(p -> {
            opening.add(bytes("<" + FeatureSchema.PREFIX + ":" + p.name() + ">"));
            closing.add(bytes("</" + FeatureSchema.PREFIX + ":" + p.name() + ">"));
        });
        ward = properties == null || properties.contains(FeatureSchema.WARD);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The feature of the row that the cursor stands on. */
    void feature() throws IOException {
        String id = GmlId.of(rows.layer().name(), rows.key());
        xml.raw(start);
        xml.text(id);
        xml.raw("\">");
        content(id);
    }

    /** Attributes of an element that is the whole document. */
    interface Declarations {
        void write() throws IOException;
    }

    /** The same as a document of its own. */
    void alone(Declarations declarations) throws IOException {
        String id = GmlId.of(rows.layer().name(), rows.key());
        xml.raw(start);
        xml.text(id);
        xml.raw("\" ");
        declarations.write();
        xml.raw('>');
        content(id);
    }

    private void content(String id) throws IOException {
        geometry(id);
        for (int i = 0; i < opening.size(); i++) {
            property(i);
        }
        if (ward) {
            ward();
        }
        xml.raw(end);
    }

    void geometry(String id) throws IOException {
        byte[] wkb = rows.wkb();
        if (wkb != null) {
            xml.raw("<hue:geometry>");
            geometries.geometry(wkb, id);
            xml.raw("</hue:geometry>");
        }
    }

    void property(int index) throws IOException {
        Object value = rows.value(index);
        if (value == null) {
            return;
        }
        xml.raw(opening.get(index));
        if (value instanceof Long number) {
            xml.integer(number);
        } else if (value instanceof String text) {
            xml.text(text);
        } else {
            xml.raw(value.toString());
        }
        xml.raw(closing.get(index));
    }

    void ward() throws IOException {
        String code = rows.wardCode();
        if (code == null) {
            return;
        }
        xml.raw("<hue:ward_code>");
        xml.text(code);
        xml.raw("</hue:ward_code>");
    }
}
