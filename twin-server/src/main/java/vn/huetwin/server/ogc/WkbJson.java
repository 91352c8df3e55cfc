package vn.huetwin.server.ogc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Two-dimensional WKB (OGC 06-103r4, clause 8) as GeoJSON geometries (RFC 7946, clause 3.1), without objects between. */
final class WkbJson {
    private static final String[] TYPES = {
        "", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"
    };
    private static final int COLLECTION = 7;

    private final JsonBytes json;
    private final boolean northingFirst;
    private final int decimals;

    /**
     * @param northingFirst whether y goes before x, as the authority of the CRS prescribes
     * @param decimals      places of each coordinate
     */
    WkbJson(JsonBytes json, boolean northingFirst, int decimals) {
        this.json = json;
        this.northingFirst = northingFirst;
        this.decimals = decimals;
    }

    void geometry(byte[] wkb) throws IOException {
        geometry(ByteBuffer.wrap(wkb));
    }

    private void geometry(ByteBuffer in) throws IOException {
        int type = header(in);
        json.raw("{\"type\":\"");
        json.raw(TYPES[type]);
        if (type == COLLECTION) {
            json.raw("\",\"geometries\":[");
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                comma(i);
                geometry(in);
            }
            json.raw("]}");
            return;
        }
        json.raw("\",\"coordinates\":");
        coordinates(in, type);
        json.raw('}');
    }

    private static int header(ByteBuffer in) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        if (type < 1 || type > COLLECTION) {
            throw new IllegalStateException("WKB of the type " + type + " is not two-dimensional");
        }
        return type;
    }

    private void coordinates(ByteBuffer in, int type) throws IOException {
        switch (type) {
            case 1 -> point(in);
            case 2 -> line(in);
            case 3 -> {
                int rings = start(in);
                for (int i = 0; i < rings; i++) {
                    comma(i);
                    line(in);
                }
                json.raw(']');
            }
            default -> {
                int parts = start(in);
                for (int i = 0; i < parts; i++) {
                    comma(i);
                    coordinates(in, header(in));
                }
                json.raw(']');
            }
        }
    }

    private int start(ByteBuffer in) throws IOException {
        json.raw('[');
        return in.getInt();
    }

    private void line(ByteBuffer in) throws IOException {
        int points = start(in);
        for (int i = 0; i < points; i++) {
            comma(i);
            point(in);
        }
        json.raw(']');
    }

    private void point(ByteBuffer in) throws IOException {
        double x = in.getDouble();
        double y = in.getDouble();
        json.raw('[');
        if (!Double.isNaN(x)) {
            json.decimal(northingFirst ? y : x, decimals);
            json.raw(',');
            json.decimal(northingFirst ? x : y, decimals);
        }
        json.raw(']');
    }

    private void comma(int index) throws IOException {
        if (index > 0) {
            json.raw(',');
        }
    }
}
