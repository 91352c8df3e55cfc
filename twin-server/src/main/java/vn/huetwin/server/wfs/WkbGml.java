package vn.huetwin.server.wfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.Xml;

/** Two-dimensional WKB (OGC 06-103r4, clause 8) as GML geometries, without objects between. */
final class WkbGml {
    /** About a centimetre in degrees, a millimetre in metres. */
    private static final int DEGREE_DECIMALS = 7;

    private static final int METRE_DECIMALS = 3;
    private static final int COLLECTION = 7;

    private final XmlBytes xml;
    private final Gml gml;
    private final boolean northingFirst;
    private final int decimals;
    private final byte[] srsName;

    /** @param crs of the coordinates: its name and its axis order go into the text */
    WkbGml(XmlBytes xml, Gml gml, AxisRule.Named crs) {
        this.xml = xml;
        this.gml = gml;
        northingFirst = crs.northingFirst();
        decimals = crs.crs().isGeographic() ? DEGREE_DECIMALS : METRE_DECIMALS;
        srsName = (" srsName=\"" + Xml.escape(crs.name()) + '"').getBytes(StandardCharsets.UTF_8);
    }

    /** @param id of the feature in UTF-8, as it stands in XML; the geometries in it are numbered behind */
    void geometry(byte[] wkb, byte[] id) throws IOException {
        geometry(ByteBuffer.wrap(wkb), id, 0);
    }

    /** @return the next number of an identifier */
    private int geometry(ByteBuffer in, byte[] id, int number) throws IOException {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        return switch (type) {
            case 1 -> {
                open("Point", id, number);
                points(in, 1, false);
                close("Point");
                yield number + 1;
            }
            case 2 -> {
                open("LineString", id, number);
                points(in, in.getInt(), true);
                close("LineString");
                yield number + 1;
            }
            case 3 -> {
                polygon(in, id, number);
                yield number + 1;
            }
            case 4, 5, 6, COLLECTION -> collection(in, type, id, number);
            default -> throw new IllegalStateException("WKB of the type " + type + " is not two-dimensional");
        };
    }

    private int collection(ByteBuffer in, int type, byte[] id, int number) throws IOException {
        String element = gml.collection(type);
        String member = gml.member(type);
        open(element, id, number);
        int next = number + 1;
        int parts = in.getInt();
        for (int i = 0; i < parts; i++) {
            start(member);
            next = geometry(in, id, next);
            close(member);
        }
        close(element);
        return next;
    }

    private void polygon(ByteBuffer in, byte[] id, int number) throws IOException {
        open("Polygon", id, number);
        int rings = in.getInt();
        for (int i = 0; i < rings; i++) {
            String side = gml == Gml.V2
                    ? (i == 0 ? "outerBoundaryIs" : "innerBoundaryIs")
                    : (i == 0 ? "exterior" : "interior");
            start(side);
            start("LinearRing");
            points(in, in.getInt(), true);
            close("LinearRing");
            close(side);
        }
        close("Polygon");
    }

    private void open(String element, byte[] id, int number) throws IOException {
        xml.raw("<gml:");
        xml.raw(element);
        if (gml.hasIds()) {
            xml.raw(" gml:id=\"");
            xml.raw(id);
            xml.raw(".g");
            xml.integer(number);
            xml.raw('"');
        }
        if (number == 0) {
            xml.raw(srsName);
            if (gml != Gml.V2) {
                xml.raw(" srsDimension=\"2\"");
            }
        }
        xml.raw('>');
    }

    private void start(String element) throws IOException {
        xml.raw("<gml:");
        xml.raw(element);
        xml.raw('>');
    }

    private void close(String element) throws IOException {
        xml.raw("</gml:");
        xml.raw(element);
        xml.raw('>');
    }

    private void points(ByteBuffer in, int count, boolean list) throws IOException {
        String element = gml == Gml.V2 ? "coordinates" : list ? "posList" : "pos";
        char between = gml == Gml.V2 ? ',' : ' ';
        xml.raw("<gml:");
        xml.raw(element);
        xml.raw(gml == Gml.V2 ? " decimal=\".\" cs=\",\" ts=\" \">" : ">");
        for (int i = 0; i < count; i++) {
            double x = in.getDouble();
            double y = in.getDouble();
            if (i > 0) {
                xml.raw(' ');
            }
            if (!Double.isNaN(x)) {
                xml.decimal(northingFirst ? y : x, decimals);
                xml.raw(between);
                xml.decimal(northingFirst ? x : y, decimals);
            }
        }
        close(element);
    }
}
