package vn.huetwin.server.wfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.GmlProperties;
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
    private final Gml gml;
    private final Map<String, Map<GmlProperties.Name, GmlProperties.Value>> standard;

    /**
     * @param properties that the client named, or null for all
     * @param standard   the standard properties of features of this layer, by their keys
     */
    FeatureGml(
            XmlBytes xml,
            FeatureRows rows,
            Gml gml,
            AxisRule.Named crs,
            @Nullable List<String> properties,
            Map<String, Map<GmlProperties.Name, GmlProperties.Value>> standard) {
        this.gml = gml;
        this.standard = properties == null ? standard : Map.of();
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

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The feature of the row that the cursor stands on. */
    void feature() throws IOException {
        byte[] id = id();
        xml.raw(start);
        xml.raw(id);
        xml.raw("\">");
        content(id);
    }

    /** Attributes of an element that is the whole document. */
    interface Declarations {
        void write() throws IOException;
    }

    /** The same as a document of its own. */
    void alone(Declarations declarations) throws IOException {
        byte[] id = id();
        xml.raw(start);
        xml.raw(id);
        xml.raw("\" ");
        declarations.write();
        xml.raw('>');
        content(id);
    }

    /** No character of it needs an escape in XML. */
    private byte[] id() {
        return bytes(GmlId.of(rows.layer().name(), rows.key()));
    }

    private void content(byte[] id) throws IOException {
        if (!standard.isEmpty()) {
            standard(standard.getOrDefault(rows.key(), Map.of()));
        }
        geometry(id);
        if (ward) {
            ward();
        }
        for (int i = 0; i < opening.size(); i++) {
            property(i);
        }
        xml.raw(end);
    }

    /** Before all others, in the order of {@code gml:AbstractGMLType}; identifiers came with GML 3.2. */
    private void standard(Map<GmlProperties.Name, GmlProperties.Value> values) throws IOException {
        for (Map.Entry<GmlProperties.Name, GmlProperties.Value> entry : values.entrySet()) {
            GmlProperties.Name name = entry.getKey();
            if (name == GmlProperties.Name.IDENTIFIER && gml != Gml.V3_2) {
                continue;
            }
            xml.raw("<gml:" + name.local());
            String codeSpace = entry.getValue().codeSpace();
            if (codeSpace != null && gml != Gml.V2) {
                xml.raw(" codeSpace=\"");
                xml.text(codeSpace);
                xml.raw('"');
            }
            xml.raw('>');
            xml.text(entry.getValue().text());
            xml.raw("</gml:" + name.local() + ">");
        }
    }

    void geometry(byte[] id) throws IOException {
        byte[] wkb = rows.wkb();
        if (wkb != null) {
            xml.raw("<hue:geometry>");
            geometries.geometry(wkb, id);
            xml.raw("</hue:geometry>");
        }
    }

    void property(int index) throws IOException {
        Object value = rows.isText(index) ? rows.utf8(index) : rows.value(index);
        if (value == null) {
            return;
        }
        xml.raw(opening.get(index));
        if (value instanceof byte[] utf8) {
            xml.text(utf8);
        } else if (value instanceof Long number) {
            xml.integer(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            xml.number(number);
        } else {
            xml.raw(value.toString());
        }
        xml.raw(closing.get(index));
    }

    void ward() throws IOException {
        byte[] code = rows.wardCodeUtf8();
        if (code == null) {
            return;
        }
        xml.raw("<hue:ward_code>");
        xml.text(code);
        xml.raw("</hue:ward_code>");
    }
}
