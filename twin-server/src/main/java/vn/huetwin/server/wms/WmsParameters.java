package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;

/** The parameters of a request, with the types that WMS gives them. Names are those of the standard. */
final class WmsParameters {
    private final KeyValues values;

    WmsParameters(KeyValues values) {
        this.values = values;
    }

    /** The value, or null if there is none. */
    @Nullable
    String find(String name) {
        String value = values.find(name.toLowerCase(Locale.ROOT));
        return value == null ? null : value.strip();
    }

    String get(String name) {
        String value = find(name);
        if (value == null) {
            throw OwsException.missing(name);
        }
        return value;
    }

    /** Values with commas between, empty ones included. */
    List<String> list(String name) {
        String value = find(name);
        if (value == null) {
            return List.of();
        }
        List<String> list = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            list.add(part.strip());
        }
        return list;
    }

    /** A whole number from 1 on. */
    int size(String name, int most) {
        int value = integer(name);
        if (value < 1 || value > most) {
            throw invalid(name, "từ 1 đến " + most, "1 to " + most);
        }
        return value;
    }

    int integer(String name) {
        String text = get(name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            String shown = KeyValues.shorten(text);
            throw invalid(name, "'" + shown + "' không phải số nguyên", "'" + shown + "' is not a whole number");
        }
    }

    double number(String name, double otherwise, double least, double most) {
        String text = find(name);
        if (text == null) {
            return otherwise;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (value >= least && value <= most) {
            return value;
        }
        throw invalid(name, "số từ " + least + " đến " + most, "a number of " + least + " to " + most);
    }

    boolean flag(String name) {
        String text = find(name);
        if (text == null || text.equalsIgnoreCase("FALSE")) {
            return false;
        }
        if (text.equalsIgnoreCase("TRUE")) {
            return true;
        }
        throw invalid(name, "TRUE hoặc FALSE", "TRUE or FALSE");
    }

    static OwsException invalid(String parameter, String vi, String en) {
        return OwsException.invalid(parameter, new Text(parameter + ": " + vi, parameter + ": " + en));
    }

    /** @param code of 06-042, table E.1 */
    static OwsException refused(String code, String parameter, String vi, String en) {
        return new OwsException(code, parameter, new Text(vi, en), 400);
    }

    static OwsException undefined(String layer) {
        String shown = KeyValues.shorten(layer);
        return refused(
                "LayerNotDefined", "LAYERS", "Không có lớp '" + shown + "'", "There is no layer '" + shown + "'");
    }
}
