package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.server.ows.XmlReader;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Symbolizer;

/**
 * Styles in SLD 1.0 (OGC 02-070) or SLD 1.1 with SE 1.1 (05-078r4, 05-077r4). What is not supported is refused by its
 * name rather than left out: a map that looks other than it was meant misleads. Nothing is fetched from anywhere.
 */
final class Sld {
    private static final int MOST_BYTES = 1 << 18;
    private static final int MOST_RULES = 200;
    private static final Set<String> DESCRIPTIONS = Set.of(
            "Name", "Title", "Abstract", "Description", "IsDefault", "FeatureTypeName", "SemanticTypeIdentifier");

    private final Map<String, List<UserStyle>> layers;

    /** A style of a layer, or the name of one that is kept here if there are no groups. */
    private record UserStyle(
            String name, boolean isDefault, @Nullable List<List<Rule>> groups) {}

    private Sld(Map<String, List<UserStyle>> layers) {
        this.layers = layers;
    }

    static Sld read(String text) {
        if (text.length() > MOST_BYTES) {
            throw refused("SLD_BODY", "quá " + MOST_BYTES + " ký tự", "more than " + MOST_BYTES + " characters");
        }
        XmlElement root = new XmlReader().read(text, "SLD_BODY");
        if (!root.name().equals("StyledLayerDescriptor")) {
            throw refused(root.name(), "cần StyledLayerDescriptor", "StyledLayerDescriptor is needed");
        }
        Map<String, List<UserStyle>> layers = new LinkedHashMap<>();
        for (XmlElement layer : root.children()) {
            if (layer.name().equals("NamedLayer")) {
                String name = text(layer, "Name");
                if (name == null) {
                    throw refused("NamedLayer", "thiếu Name", "it has no Name");
                }
                layers.computeIfAbsent(name, n -> new ArrayList<>()).addAll(styles(layer));
            } else if (!DESCRIPTIONS.contains(layer.name())) {
                throw unsupported(layer.name());
            }
        }
        return new Sld(layers);
    }

    private static List<UserStyle> styles(XmlElement layer) {
        List<UserStyle> styles = new ArrayList<>();
        for (XmlElement child : layer.children()) {
            switch (child.name()) {
                case "UserStyle" -> styles.add(userStyle(child));
                case "NamedStyle" -> styles.add(new UserStyle(or(text(child, "Name"), ""), false, null));
                case "Name", "Description" -> {}
                default -> throw unsupported(child.name());
            }
        }
        return styles;
    }

    private static UserStyle userStyle(XmlElement style) {
        List<List<Rule>> groups = new ArrayList<>();
        int rules = 0;
        for (XmlElement child : style.children()) {
            if (child.name().equals("FeatureTypeStyle")) {
                List<Rule> group = group(child);
                rules += group.size();
                groups.add(group);
            } else if (!DESCRIPTIONS.contains(child.name())) {
                throw unsupported(child.name());
            }
        }
        if (rules > MOST_RULES || groups.size() > 8) {
            throw refused("UserStyle", "quá nhiều quy tắc", "at most " + MOST_RULES + " rules in 8 FeatureTypeStyles");
        }
        String isDefault = text(style, "IsDefault");
        return new UserStyle(or(text(style, "Name"), ""), "1".equals(isDefault) || "true".equals(isDefault), groups);
    }

    private static List<Rule> group(XmlElement style) {
        List<Rule> rules = new ArrayList<>();
        for (XmlElement child : style.children()) {
            if (child.name().equals("Rule")) {
                rules.add(rule(child, rules.size()));
            } else if (!DESCRIPTIONS.contains(child.name())) {
                throw unsupported(child.name());
            }
        }
        return rules;
    }

    private static Rule rule(XmlElement rule, int index) {
        Filter filter = Filter.INCLUDE;
        boolean otherwise = false;
        double min = 0;
        double max = Double.POSITIVE_INFINITY;
        List<Symbolizer> symbolizers = new ArrayList<>();
        for (XmlElement child : rule.children()) {
            switch (child.name()) {
                case "Filter" -> filter = RuleFilter.read(child);
                case "ElseFilter" -> otherwise = true;
                case "MinScaleDenominator" -> min = SldSymbols.number(child);
                case "MaxScaleDenominator" -> max = SldSymbols.number(child);
                case "LegendGraphic" -> {}
                default -> {
                    if (!DESCRIPTIONS.contains(child.name())) {
                        symbolizers.add(SldSymbols.read(child));
                    }
                }
            }
        }
        String name = or(text(rule, "Name"), Integer.toString(index));
        XmlElement description = rule.find("Description");
        String title = text(description == null ? rule : description, "Title");
        return new Rule(name, new Text(or(title, name), or(title, name)), filter, otherwise, min, max, symbolizers);
    }

    /** The layers it names, in order. */
    List<String> names() {
        return List.copyOf(layers.keySet());
    }

    /**
     * The style of a layer.
     *
     * @param wanted its name, or empty for the default one
     * @return null if it is one that is kept here, or the layer is not named
     */
    @Nullable
    MapStyle find(String layer, String wanted) {
        MapStyle first = null;
        for (UserStyle style : layers.getOrDefault(layer, List.of())) {
            List<List<Rule>> groups = style.groups();
            if (groups == null) {
                continue;
            }
            MapStyle found = new MapStyle("", Text.EMPTY, groups);
            if (wanted.isEmpty() ? style.isDefault() : style.name().equals(wanted)) {
                return found;
            }
            first = first == null && wanted.isEmpty() ? found : first;
        }
        return first;
    }

    static @Nullable String text(XmlElement parent, String name) {
        XmlElement child = parent.find(name);
        return child == null || child.text().isBlank() ? null : child.text().strip();
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    static OwsException refused(String element, String vi, String en) {
        return WmsParameters.invalid(
                "SLD_BODY", KeyValues.shorten(element) + ": " + vi, KeyValues.shorten(element) + ": " + en);
    }

    static OwsException unsupported(String element) {
        return refused(element, "phần tử không hỗ trợ", "this element is not supported");
    }
}
