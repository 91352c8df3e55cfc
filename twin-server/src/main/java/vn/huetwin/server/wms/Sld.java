package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    private static final int MOST_FAULTS = 20;
    private static final Set<String> DESCRIPTIONS = Set.of(
            "Name", "Title", "Abstract", "Description", "IsDefault", "FeatureTypeName", "SemanticTypeIdentifier");

    private final Map<String, List<UserStyle>> layers;

    /** A style of a layer, or the name of one that is kept here if there are no groups. */
    private record UserStyle(
            String name,
            Text title,
            boolean isDefault,
            @Nullable List<List<Rule>> groups) {}

    /** Reads one document and collects all that is wrong with it. */
    private static final class Reading {
        private final List<OwsException> faults = new ArrayList<>();

        private List<UserStyle> styles(XmlElement layer) {
            List<UserStyle> styles = new ArrayList<>();
            for (XmlElement child : layer.children()) {
                switch (child.name()) {
                    case "UserStyle" -> attempt(() -> styles.add(userStyle(child)));
                    case "NamedStyle" ->
                        styles.add(new UserStyle(or(text(child, "Name"), ""), Text.EMPTY, false, null));
                    case "Name", "Description" -> {}
                    default -> faults.add(unsupported(child.name()));
                }
            }
            return styles;
        }

        private UserStyle userStyle(XmlElement style) {
            List<List<Rule>> groups = new ArrayList<>();
            int rules = 0;
            for (XmlElement child : style.children()) {
                if (child.name().equals("FeatureTypeStyle")) {
                    List<Rule> group = group(child);
                    rules += group.size();
                    groups.add(group);
                } else if (!DESCRIPTIONS.contains(child.name())) {
                    faults.add(unsupported(child.name()));
                }
            }
            if (rules > MOST_RULES || groups.size() > 8) {
                throw refused(
                        "UserStyle", "quá nhiều quy tắc", "at most " + MOST_RULES + " rules in 8 FeatureTypeStyles");
            }
            String isDefault = text(style, "IsDefault");
            return new UserStyle(
                    or(text(style, "Name"), ""),
                    title(style),
                    "1".equals(isDefault) || "true".equals(isDefault),
                    groups);
        }

        private List<Rule> group(XmlElement style) {
            List<Rule> rules = new ArrayList<>();
            for (XmlElement child : style.children()) {
                if (child.name().equals("Rule")) {
                    rules.add(rule(child, rules.size()));
                } else if (!DESCRIPTIONS.contains(child.name())) {
                    faults.add(unsupported(child.name()));
                }
            }
            return rules;
        }

        private Rule rule(XmlElement rule, int index) {
            Filter filter = Filter.INCLUDE;
            boolean otherwise = false;
            double min = 0;
            double max = Double.POSITIVE_INFINITY;
            List<Symbolizer> symbolizers = new ArrayList<>();
            for (XmlElement child : rule.children()) {
                switch (child.name()) {
                    case "Filter" -> filter = filter(child);
                    case "ElseFilter" -> otherwise = true;
                    case "MinScaleDenominator" -> min = SldSymbols.number(child);
                    case "MaxScaleDenominator" -> max = SldSymbols.number(child);
                    case "LegendGraphic" -> {}
                    default -> {
                        if (!DESCRIPTIONS.contains(child.name())) {
                            attempt(() -> symbolizers.add(SldSymbols.read(child)));
                        }
                    }
                }
            }
            String name = or(text(rule, "Name"), Integer.toString(index));
            XmlElement description = rule.find("Description");
            String title = text(description == null ? rule : description, "Title");
            return new Rule(name, new Text(or(title, name), or(title, name)), filter, otherwise, min, max, symbolizers);
        }

        private Filter filter(XmlElement element) {
            try {
                return RuleFilter.read(element);
            } catch (OwsException e) {
                faults.add(e);
                return Filter.EXCLUDE;
            }
        }

        private void attempt(Runnable reading) {
            try {
                reading.run();
            } catch (OwsException e) {
                faults.add(e);
            }
        }

        /** @throws OwsException with all faults, if there are any */
        private void check() {
            if (faults.isEmpty()) {
                return;
            }
            List<Text> texts = faults.stream()
                    .map(OwsException::text)
                    .distinct()
                    .limit(MOST_FAULTS)
                    .toList();
            throw new OwsException(
                    faults.get(0).code(),
                    faults.get(0).locator(),
                    new Text(
                            texts.stream().map(Text::vi).collect(Collectors.joining("; ")),
                            texts.stream().map(Text::en).collect(Collectors.joining("; "))),
                    faults.get(0).status());
        }
    }

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
        Reading reading = new Reading();
        Map<String, List<UserStyle>> layers = new LinkedHashMap<>();
        for (XmlElement layer : root.children()) {
            if (layer.name().equals("NamedLayer")) {
                String name = text(layer, "Name");
                if (name == null) {
                    throw refused("NamedLayer", "thiếu Name", "it has no Name");
                }
                layers.computeIfAbsent(name, n -> new ArrayList<>()).addAll(reading.styles(layer));
            } else if (!DESCRIPTIONS.contains(layer.name())) {
                reading.faults.add(unsupported(layer.name()));
            }
        }
        reading.check();
        return new Sld(layers);
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

    /** The one of a name that a layer takes in a request, if it names one that is kept. */
    @Nullable
    String named(String layer) {
        for (UserStyle style : layers.getOrDefault(layer, List.of())) {
            if (style.groups() == null) {
                return style.name();
            }
        }
        return null;
    }

    /**
     * The one style of a document that is kept, with the name that it is kept under.
     *
     * @throws OwsException if it is of another layer, or there is none or more than one
     */
    MapStyle only(String layer, String name) {
        List<UserStyle> own = layers.getOrDefault(layer, List.of()).stream()
                .filter(style -> style.groups() != null)
                .toList();
        UserStyle style = own.size() == 1 && layers.size() == 1 ? own.get(0) : null;
        if (style == null || style.groups() == null) {
            throw refused(
                    "StyledLayerDescriptor",
                    "cần đúng một NamedLayer tên '" + layer + "' với một UserStyle",
                    "exactly one NamedLayer of the name '" + layer + "' with one UserStyle is needed");
        }
        return new MapStyle(name, style.title(), style.groups());
    }

    private static Text title(XmlElement element) {
        XmlElement description = element.find("Description");
        String title = text(description == null ? element : description, "Title");
        return title == null ? Text.EMPTY : new Text(title, title);
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
