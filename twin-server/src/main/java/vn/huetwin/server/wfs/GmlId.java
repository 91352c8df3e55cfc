package vn.huetwin.server.wfs;

import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.FeatureId;

/**
 * The identifier of a feature in GML, an NCName: {@code building.67646}. Characters of the key that an NCName cannot hold
 * are written as {@code _x002F_}, and so is an underscore that looks like the beginning of one.
 */
final class GmlId {
    private GmlId() {}

    static String of(String layer, String key) {
        StringBuilder id = new StringBuilder(layer.length() + key.length() + 1);
        id.append(layer).append('.');
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean marks = c == '_' && i + 1 < key.length() && key.charAt(i + 1) == 'x';
            if (isPlain(c) && !marks) {
                id.append(c);
            } else {
                id.append(String.format("_x%04X_", (int) c));
            }
        }
        return id.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || (c >= '\u00c0' && c <= '\u1fff' && Character.isLetter(c));
    }

    /** The feature, or null if this cannot be an identifier of ours. */
    static @Nullable FeatureId parse(String id) {
        int dot = id.indexOf('.');
        if (dot <= 0 || dot == id.length() - 1) {
            return null;
        }
        String rest = id.substring(dot + 1);
        StringBuilder key = new StringBuilder(rest.length());
        for (int i = 0; i < rest.length(); i++) {
            boolean escaped = rest.startsWith("_x", i) && i + 6 < rest.length() && rest.charAt(i + 6) == '_';
            int code = escaped ? hex(rest.substring(i + 2, i + 6)) : -1;
            if (code >= 0) {
                key.append((char) code);
                i += 6;
            } else {
                key.append(rest.charAt(i));
            }
        }
        return new FeatureId(id.substring(0, dot), key.toString());
    }

    private static int hex(String digits) {
        try {
            return Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
