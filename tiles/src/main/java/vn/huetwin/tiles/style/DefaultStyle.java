package vn.huetwin.tiles.style;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.Style;
import vn.huetwin.ontology.catalogue.Text;

/** The style that the declaration of a layer says: one colour, or the colours of a code list. */
public final class DefaultStyle {
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final Text TITLE = new Text("Kiểu vẽ mặc định", "Default style");

    private DefaultStyle() {}

    /** @param access who looks at it: a property that is not seen gives no colours */
    public static MapStyle of(Layer layer, Access access) {
        Style style = layer.style();
        List<Rule> rules = new ArrayList<>();
        Property property = style.colourBy() == null ? null : layer.find(style.colourBy());
        CodeList codes = property == null || !access.sees(property) ? null : property.codeList();
        if (property != null && codes != null) {
            for (Code code : codes.codes()) {
                if (code.colour() != null) {
                    rules.add(new Rule(
                            code.notation(),
                            code.label(),
                            FILTERS.equal(FILTERS.property(property.name()), FILTERS.literal(code.notation()), true),
                            false,
                            0,
                            Double.POSITIVE_INFINITY,
                            symbolizers(layer, style, colour(code.colour()))));
                }
            }
        }
        rules.add(new Rule(
                layer.name(),
                rules.isEmpty() ? layer.title() : new Text("Khác", "Other"),
                Filter.INCLUDE,
                !rules.isEmpty(),
                0,
                Double.POSITIVE_INFINITY,
                symbolizers(layer, style, null)));
        return new MapStyle(MapStyle.DEFAULT, TITLE, List.of(rules));
    }

    /** The style that the declaration of a raster layer says: the colours of its stops, or those of the file. */
    public static MapStyle of(RasterLayer raster) {
        Style style = raster.layer().style();
        ColourMap colours = raster.stops().isEmpty()
                ? null
                : new ColourMap(
                        raster.intervals() ? ColourMap.Kind.INTERVALS : ColourMap.Kind.RAMP,
                        raster.stops().stream()
                                .map(s -> new ColourMap.Stop(s.value(), colour(s.colour()), s.opacity(), s.label()))
                                .toList());
        Symbolizer symbol = new Symbolizer.Raster(style.opacity(), List.of(), colours, Contrast.NONE, null);
        Rule rule = new Rule(
                raster.name(),
                raster.layer().title(),
                Filter.INCLUDE,
                false,
                0,
                Double.POSITIVE_INFINITY,
                List.of(symbol));
        return new MapStyle(MapStyle.DEFAULT, TITLE, List.of(List.of(rule)));
    }

    private static List<Symbolizer> symbolizers(Layer layer, Style style, @Nullable Integer coded) {
        int fill = coded == null ? colour(style.fill()) : coded;
        int stroke = colour(style.stroke());
        return switch (layer.geometry().dimension()) {
            case 0 -> List.of(point(style, fill, stroke));
            case 1 -> List.of(line(style, coded == null ? stroke : coded));
            case 2 -> List.of(polygon(style, fill, stroke));
            default ->
                List.of(
                        polygon(style, fill, stroke),
                        line(style, coded == null ? stroke : coded),
                        point(style, fill, stroke));
        };
    }

    private static Symbolizer point(Style style, int fill, int stroke) {
        return new Symbolizer.Point(
                Mark.CIRCLE,
                new Fill(fill, style.opacity()),
                Stroke.solid(stroke, style.opacity(), 1),
                style.width(),
                0);
    }

    private static Symbolizer line(Style style, int colour) {
        return new Symbolizer.Line(
                new Stroke(colour, 1, style.width(), Stroke.Join.ROUND, Stroke.Cap.ROUND, List.of(), 0));
    }

    private static Symbolizer polygon(Style style, int fill, int stroke) {
        return new Symbolizer.Polygon(
                style.opacity() > 0 ? new Fill(fill, style.opacity()) : null,
                style.width() > 0 ? Stroke.solid(stroke, 1, style.width()) : null);
    }

    private static int colour(String hex) {
        return Integer.parseInt(hex.substring(1), 16);
    }
}
