package vn.huetwin.server.geoserver;

import java.util.List;
import java.util.Locale;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.PropertyIsEqualTo;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.Xml;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;

/** Writes the styles that declarations of layers give as SLD 1.0 (OGC 02-070). */
final class SldWriter {
    private final StringBuilder out = new StringBuilder();
    private final String language;

    private SldWriter(String language) {
        this.language = language;
    }

    /**
     * One document.
     *
     * @param name     of the style
     * @param language of the titles of rules: {@code vi} or {@code en}
     */
    static String write(String name, MapStyle style, String language) {
        SldWriter writer = new SldWriter(language);
        writer.document(name, style);
        return writer.out.toString();
    }

    private void document(String name, MapStyle style) {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<StyledLayerDescriptor version=\"1.0.0\"")
                .append(
                        " xmlns=\"http://www.opengis.net/sld\" xmlns:ogc=\"http://www.opengis.net/ogc\">\n<NamedLayer>");
        element("Name", name);
        out.append("<UserStyle>");
        element("Name", name);
        element("Title", style.title().in(language));
        for (List<Rule> group : style.groups()) {
            out.append("<FeatureTypeStyle>\n");
            group.forEach(this::rule);
            out.append("</FeatureTypeStyle>");
        }
        out.append("</UserStyle></NamedLayer>\n</StyledLayerDescriptor>\n");
    }

    private void element(String name, String text) {
        out.append('<').append(name).append('>');
        Xml.escape(out, text);
        out.append("</").append(name).append('>');
    }

    private void rule(Rule rule) {
        out.append("<Rule>");
        element("Name", rule.name());
        element("Title", rule.title().in(language));
        if (rule.otherwise()) {
            out.append("<ElseFilter/>");
        } else if (rule.filter() instanceof PropertyIsEqualTo equal) {
            out.append("<ogc:Filter><ogc:PropertyIsEqualTo>");
            element("ogc:PropertyName", equal.getExpression1().toString());
            element("ogc:Literal", equal.getExpression2().toString());
            out.append("</ogc:PropertyIsEqualTo></ogc:Filter>");
        } else if (rule.filter() != Filter.INCLUDE) {
            throw new IllegalArgumentException("No declaration gives such a filter: " + rule.filter());
        }
        if (rule.minScale() > 0) {
            element("MinScaleDenominator", number(rule.minScale()));
        }
        if (rule.maxScale() < Double.POSITIVE_INFINITY) {
            element("MaxScaleDenominator", number(rule.maxScale()));
        }
        rule.symbolizers().forEach(this::symbolizer);
        out.append("</Rule>\n");
    }

    private void symbolizer(Symbolizer symbolizer) {
        if (symbolizer instanceof Symbolizer.Polygon polygon) {
            out.append("<PolygonSymbolizer>");
            fill(polygon.fill());
            stroke(polygon.stroke());
            out.append("</PolygonSymbolizer>");
        } else if (symbolizer instanceof Symbolizer.Line line) {
            out.append("<LineSymbolizer>");
            stroke(line.stroke());
            out.append("</LineSymbolizer>");
        } else if (symbolizer instanceof Symbolizer.Point point) {
            out.append("<PointSymbolizer><Graphic><Mark>");
            element("WellKnownName", point.mark().keyword());
            fill(point.fill());
            stroke(point.stroke());
            out.append("</Mark>");
            element("Size", number(point.size()));
            out.append("</Graphic></PointSymbolizer>");
        } else {
            throw new IllegalArgumentException("No declaration gives such a symbol: " + symbolizer);
        }
    }

    private void fill(@Nullable Fill fill) {
        if (fill != null) {
            out.append("<Fill>");
            css("fill", colour(fill.colour()));
            css("fill-opacity", number(fill.opacity()));
            out.append("</Fill>");
        }
    }

    private void stroke(@Nullable Stroke stroke) {
        if (stroke != null) {
            out.append("<Stroke>");
            css("stroke", colour(stroke.colour()));
            css("stroke-opacity", number(stroke.opacity()));
            css("stroke-width", number(stroke.width()));
            css("stroke-linejoin", stroke.join().name().toLowerCase(Locale.ROOT));
            css("stroke-linecap", stroke.cap().name().toLowerCase(Locale.ROOT));
            out.append("</Stroke>");
        }
    }

    private void css(String name, String value) {
        out.append("<CssParameter name=\"")
                .append(name)
                .append("\">")
                .append(value)
                .append("</CssParameter>");
    }

    private static String colour(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
