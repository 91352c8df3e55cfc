package vn.huetwin.ingest.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Reads the geometry from columns: two numbers, well-known text, or hexadecimal well-known binary. */
final class PlaceReader {
    /** The geometry that could not be read, with the reason. */
    static final class PlaceException extends Exception {
        final transient Problem problem;

        PlaceException(String code, String field, String vi, String en) {
            super(en, null, false, false);
            problem = new Problem(code, field, new Text(vi, en));
        }
    }

    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final Mapping.Place place;
    private final boolean decimalComma;
    private final WKTReader wktReader = new WKTReader();

    PlaceReader(Mapping.Place place, boolean decimalComma) {
        this.place = place;
        this.decimalComma = decimalComma;
    }

    @Nullable
    Geometry read(Map<String, Object> attributes) throws PlaceException {
        String wkt = place.wkt();
        if (wkt != null) {
            Object text = attributes.get(wkt);
            return text == null ? null : parse(wkt, text.toString().strip());
        }
        String x = place.x();
        String y = place.y();
        Object east = x == null ? null : attributes.get(x);
        Object north = y == null ? null : attributes.get(y);
        if (east == null && north == null) {
            return null;
        }
        return FACTORY.createPoint(new CoordinateXY(number(x, east), number(y, north)));
    }

    private double number(@Nullable String column, @Nullable Object value) throws PlaceException {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            if (value != null) {
                return Double.parseDouble(Numbers.plain(value.toString(), decimalComma));
            }
        } catch (NumberFormatException e) {
            // Said below, as for a missing one.
        }
        throw new PlaceException(
                "coordinates-malformed",
                String.valueOf(column),
                "Tọa độ '" + column + "' không phải là số: " + value,
                "The coordinate '" + column + "' is not a number: " + value);
    }

    private Geometry parse(String column, String text) throws PlaceException {
        try {
            if (text.length() > 10 && text.startsWith("0") && text.matches("[0-9A-Fa-f]+")) {
                return new WKBReader().read(WKBReader.hexToBytes(text));
            }
            int semicolon = text.startsWith("SRID=") ? text.indexOf(';') : -1;
            return wktReader.read(text.substring(semicolon + 1));
        } catch (ParseException | IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            boolean ring = reason.contains("closed linestring");
            throw new PlaceException(
                    ring ? "ring-not-closed" : "wkt-malformed",
                    column,
                    ring ? "Một vòng không khép kín" : "Không đọc được WKT: " + reason,
                    ring ? "A ring is not closed" : "The WKT cannot be read: " + reason);
        } catch (StackOverflowError e) {
            throw new PlaceException(
                    "wkt-malformed", column, "Hình học lồng nhau quá sâu", "The geometry is nested too deeply");
        }
    }
}
