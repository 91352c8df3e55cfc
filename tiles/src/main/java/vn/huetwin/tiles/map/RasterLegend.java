package vn.huetwin.tiles.map;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.tiles.style.ColourMap;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;

/** What the colours of rasters mean: a rule with a filled area for each stop of a colour map. */
final class RasterLegend {
    private static final int EDGE = 0x888888;
    private static final int GREY = 0xb0b0b0;

    private RasterLegend() {}

    static List<Rule> rules(RasterView view, List<Rule> drawn) {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : drawn) {
            for (Symbolizer symbolizer : rule.symbolizers()) {
                if (symbolizer instanceof Symbolizer.Raster raster) {
                    ColourMap map = raster.colours();
                    if (map == null) {
                        rules.add(area(rule.name(), view.layer().title(), GREY, raster.opacity()));
                    } else {
                        map.stops()
                                .forEach(stop -> rules.add(area(
                                        number(stop.value(), "en"),
                                        title(stop, view.raster().unit(), map.kind()),
                                        stop.colour(),
                                        stop.opacity() * raster.opacity())));
                    }
                }
            }
        }
        return rules;
    }

    private static Rule area(String name, Text title, int colour, double opacity) {
        return new Rule(
                name,
                title,
                Filter.INCLUDE,
                false,
                0,
                Double.POSITIVE_INFINITY,
                List.of(new Symbolizer.Polygon(new Fill(colour, opacity), Stroke.solid(EDGE, 1, 0.5))));
    }

    private static Text title(ColourMap.Stop stop, @Nullable String unit, ColourMap.Kind kind) {
        String ending = unit == null ? "" : " " + unit;
        String start = kind == ColourMap.Kind.INTERVALS ? "≥ " : "";
        Text label = stop.label();
        return new Text(
                (label.vi().isEmpty() ? start + number(stop.value(), "vi") : label.vi()) + ending,
                (label.en().isEmpty() ? start + number(stop.value(), "en") : label.en()) + ending);
    }

    private static String number(double value, String language) {
        return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.forLanguageTag(language)))
                .format(value);
    }
}
