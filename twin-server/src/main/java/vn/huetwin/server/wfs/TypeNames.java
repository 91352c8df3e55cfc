package vn.huetwin.server.wfs;

import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;

/** Names of feature types in requests: {@code hue:building}, {@code building}, {@code schema-element(hue:building)}. */
final class TypeNames {
    private TypeNames() {}

    /** @throws OwsException InvalidParameterValue if the caller sees no such layer */
    static Layer get(Catalogue catalogue, Access access, String name, String parameter) {
        String plain = name.strip();
        if (plain.startsWith("schema-element(") && plain.endsWith(")")) {
            plain = plain.substring("schema-element(".length(), plain.length() - 1);
        }
        String local = XmlElement.local(plain);
        String prefix = plain.contains(":") ? plain.substring(0, plain.indexOf(':')) : FeatureSchema.PREFIX;
        Layer layer = access.find(catalogue, local);
        if (layer == null || prefix.isEmpty()) {
            String shown = KeyValues.shorten(name);
            throw OwsException.invalid(
                    parameter,
                    new Text(
                            "Không có loại đối tượng '" + shown + "'; GetCapabilities cho danh sách",
                            "There is no feature type '" + shown + "'; GetCapabilities lists those there are"));
        }
        return layer;
    }

    /** The groups of {@code (a,b)(c)}; text without brackets is one group. */
    static List<String> groups(String text) {
        String plain = text.strip();
        if (!plain.startsWith("(") || !plain.endsWith(")")) {
            return List.of(plain);
        }
        List<String> groups = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '(' && depth++ == 0) {
                from = i + 1;
            } else if (c == ')' && --depth == 0) {
                groups.add(plain.substring(from, i));
            }
        }
        return groups;
    }
}
