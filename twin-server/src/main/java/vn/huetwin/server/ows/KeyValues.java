package vn.huetwin.server.ows;

import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;

/**
 * The parameters of a request (OGC 06-121r9, clause 11.5.2): names in any case, unknown ones ignored, empty ones as if
 * they were not there. Of a parameter given twice the first counts.
 */
public final class KeyValues {
    private static final int MAX_SHOWN = 80;

    private final Map<String, String> values;

    private KeyValues(Map<String, String> values) {
        this.values = values;
    }

    public static KeyValues of(MultiMap... sources) {
        Map<String, String> values = new LinkedHashMap<>();
        for (MultiMap source : sources) {
            source.forEach(entry -> {
                if (!entry.getValue().isBlank()) {
                    values.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
                }
            });
        }
        return new KeyValues(values);
    }

    /** @param name in lower case */
    public @Nullable String find(String name) {
        return values.get(name);
    }

    /** The first of several names that has a value. */
    public @Nullable String findAny(String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** @throws OwsException MissingParameterValue */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw OwsException.missing(name);
        }
        return value;
    }

    /** A whole number of at least {@code least}, or {@code otherwise} if there is none. */
    public long number(String name, long least, long otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name, text, least);
        }
        throw notANumber(name, text, least);
    }

    private static OwsException notANumber(String name, String text, long least) {
        String shown = shorten(text);
        return OwsException.invalid(
                name,
                new Text(
                        name + "='" + shown + "': cần số nguyên từ " + least,
                        name + "='" + shown + "': a whole number of " + least + " or more is needed"));
    }

    /** All names and values, names in lower case, in the order of the request. */
    public Map<String, String> all() {
        return values;
    }

    /** A value short enough to be repeated in an error. */
    public static String shorten(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }
}
