package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.tiles.style.ColourMap;
import vn.huetwin.tiles.style.Contrast;
import vn.huetwin.tiles.style.Symbolizer;

/**
 * Raster symbolizers (02-070, clause 12.6; 05-077r4, clause 11.5), with the attribute {@code type} of colour maps and the
 * options of stretches as GeoServer and QGIS write them.
 */
final class SldRaster {
    private static final int MOST_STOPS = 256;
    private static final int MOST_BANDS = 64;

    private SldRaster() {}

    static Symbolizer read(XmlElement symbolizer) {
        SldSymbols.only(
                symbolizer,
                Set.of("Geometry", "Opacity", "ChannelSelection", "ColorMap", "ContrastEnhancement", "ShadedRelief"));
        XmlElement opacity = symbolizer.find("Opacity");
        XmlElement colours = symbolizer.find("ColorMap");
        XmlElement relief = symbolizer.find("ShadedRelief");
        return new Symbolizer.Raster(
                opacity == null ? 1 : SldSymbols.share(opacity),
                channels(symbolizer.find("ChannelSelection")),
                colours == null ? null : colours(colours),
                contrast(symbolizer.find("ContrastEnhancement")),
                relief == null ? null : relief(relief));
    }

    private static List<Symbolizer.Channel> channels(@Nullable XmlElement selection) {
        List<Symbolizer.Channel> channels = new ArrayList<>();
        if (selection == null) {
            return channels;
        }
        SldSymbols.only(selection, Set.of("RedChannel", "GreenChannel", "BlueChannel", "GrayChannel"));
        XmlElement grey = selection.find("GrayChannel");
        if (grey != null) {
            channels.add(channel(grey));
        } else {
            for (String name : List.of("RedChannel", "GreenChannel", "BlueChannel")) {
                XmlElement channel = selection.find(name);
                if (channel == null) {
                    throw Sld.refused("ChannelSelection", "thiếu " + name, name + " is missing");
                }
                channels.add(channel(channel));
            }
        }
        return channels;
    }

    private static Symbolizer.Channel channel(XmlElement channel) {
        SldSymbols.only(channel, Set.of("SourceChannelName", "ContrastEnhancement"));
        XmlElement name = channel.find("SourceChannelName");
        if (name == null) {
            throw Sld.refused(channel.name(), "thiếu SourceChannelName", "SourceChannelName is missing");
        }
        double band = SldSymbols.number(name.name(), SldSymbols.word(name));
        if (band != Math.rint(band) || band < 1 || band > MOST_BANDS) {
            throw Sld.refused(
                    "SourceChannelName",
                    "số thứ tự của kênh, từ 1 đến " + MOST_BANDS,
                    "the number of a band, 1 to " + MOST_BANDS);
        }
        return new Symbolizer.Channel((int) band, contrast(channel.find("ContrastEnhancement")));
    }

    private static Contrast contrast(@Nullable XmlElement element) {
        if (element == null) {
            return Contrast.NONE;
        }
        SldSymbols.only(element, Set.of("Normalize", "GammaValue"));
        XmlElement gamma = element.find("GammaValue");
        XmlElement stretch = element.find("Normalize");
        double power = gamma == null ? 1 : SldSymbols.number(gamma);
        if (power == 0) {
            throw Sld.refused("GammaValue", "phải lớn hơn 0", "it must be above 0");
        }
        Double low = null;
        Double high = null;
        for (XmlElement option : stretch == null ? List.<XmlElement>of() : stretch.children()) {
            String name = String.valueOf(option.attribute("name"));
            switch (option.name().equals("VendorOption") ? name : "") {
                case "algorithm" -> {
                    if (!option.text().strip().equals("StretchToMinimumMaximum")) {
                        throw Sld.unsupported(
                                "Normalize/algorithm " + option.text().strip());
                    }
                }
                case "minValue" -> low = SldSymbols.number(name, SldSymbols.word(option));
                case "maxValue" -> high = SldSymbols.number(name, SldSymbols.word(option));
                default -> throw Sld.unsupported("Normalize/" + option.name());
            }
        }
        return new Contrast(stretch != null, low, high, power);
    }

    private static Symbolizer.Relief relief(XmlElement relief) {
        SldSymbols.only(relief, Set.of("BrightnessOnly", "ReliefFactor"));
        XmlElement factor = relief.find("ReliefFactor");
        XmlElement only = relief.find("BrightnessOnly");
        boolean brightness = only != null && Set.of("1", "true").contains(SldSymbols.word(only));
        return new Symbolizer.Relief(factor == null ? 1 : SldSymbols.number(factor), brightness);
    }

    private static ColourMap colours(XmlElement map) {
        SldSymbols.only(map, Set.of("ColorMapEntry", "Categorize", "Interpolate"));
        XmlElement categories = map.find("Categorize");
        XmlElement interpolation = map.find("Interpolate");
        ColourMap colours = categories != null
                ? categories(categories)
                : interpolation != null ? interpolation(interpolation) : entries(map);
        if (colours.stops().size() > MOST_STOPS) {
            throw Sld.refused("ColorMap", "nhiều nhất " + MOST_STOPS + " màu", "at most " + MOST_STOPS + " colours");
        }
        return colours;
    }

    /** SLD 1.0: a number and its colour; for intervals the number is the upper end. */
    private static ColourMap entries(XmlElement map) {
        List<ColourMap.Stop> stops = new ArrayList<>();
        for (XmlElement entry : map.all("ColorMapEntry")) {
            String quantity = entry.attribute("quantity");
            String opacity = entry.attribute("opacity");
            String label = entry.attribute("label");
            if (quantity == null) {
                throw Sld.refused("ColorMapEntry", "thiếu quantity", "quantity is missing");
            }
            stops.add(new ColourMap.Stop(
                    SldSymbols.number("quantity", quantity.strip()),
                    colour(String.valueOf(entry.attribute("color"))),
                    opacity == null ? 1 : Math.max(0, Math.min(1, SldSymbols.number("opacity", opacity.strip()))),
                    label == null ? Text.EMPTY : new Text(label, label)));
        }
        if (stops.isEmpty()) {
            throw Sld.refused("ColorMap", "thiếu ColorMapEntry", "it has no ColorMapEntry");
        }
        String type = map.attribute("type");
        return switch (type == null ? "ramp" : type.toLowerCase(Locale.ROOT)) {
            case "ramp" -> new ColourMap(ColourMap.Kind.RAMP, stops);
            case "values" -> new ColourMap(ColourMap.Kind.VALUES, stops);
            case "intervals" -> new ColourMap(ColourMap.Kind.INTERVALS, fromUpperEnds(stops));
            default -> throw Sld.unsupported("ColorMap type " + type);
        };
    }

    private static List<ColourMap.Stop> fromUpperEnds(List<ColourMap.Stop> ends) {
        List<ColourMap.Stop> stops = new ArrayList<>();
        double low = Double.NEGATIVE_INFINITY;
        for (ColourMap.Stop end : ends) {
            Text label = end.label().equals(Text.EMPTY) ? below(end.value()) : end.label();
            stops.add(new ColourMap.Stop(low, end.colour(), end.opacity(), label));
            low = end.value();
        }
        stops.add(new ColourMap.Stop(low, 0, 0, new Text("≥ " + plain(low), "≥ " + plain(low))));
        return stops;
    }

    private static Text below(double value) {
        return new Text("< " + plain(value), "< " + plain(value));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** SE 1.1: a colour, then thresholds and colours by turns; a threshold belongs to what follows it. */
    private static ColourMap categories(XmlElement element) {
        if (!"succeeding".equals(or(element.attribute("thresholdsBelongTo"), "succeeding"))) {
            throw Sld.unsupported("thresholdsBelongTo preceding");
        }
        List<ColourMap.Stop> stops = new ArrayList<>();
        double low = Double.NEGATIVE_INFINITY;
        for (XmlElement child : element.children()) {
            switch (child.name()) {
                case "LookupValue" -> {}
                case "Threshold" -> low = SldSymbols.number(child.name(), SldSymbols.word(child));
                case "Value" ->
                    stops.add(new ColourMap.Stop(
                            low,
                            colour(SldSymbols.word(child)),
                            1,
                            Double.isInfinite(low) ? new Text("…", "…") : Text.EMPTY));
                default -> throw Sld.unsupported("Categorize/" + child.name());
            }
        }
        if (stops.isEmpty()) {
            throw Sld.refused("Categorize", "thiếu Value", "it has no Value");
        }
        return new ColourMap(ColourMap.Kind.INTERVALS, stops);
    }

    private static ColourMap interpolation(XmlElement element) {
        if (!"linear".equals(or(element.attribute("mode"), "linear"))) {
            throw Sld.unsupported("Interpolate mode " + element.attribute("mode"));
        }
        List<ColourMap.Stop> stops = new ArrayList<>();
        for (XmlElement child : element.children()) {
            if (child.name().equals("LookupValue")) {
                continue;
            }
            XmlElement data = child.find("Data");
            XmlElement value = child.find("Value");
            if (!child.name().equals("InterpolationPoint") || data == null || value == null) {
                throw Sld.unsupported("Interpolate/" + child.name());
            }
            stops.add(new ColourMap.Stop(
                    SldSymbols.number("Data", SldSymbols.word(data)), colour(SldSymbols.word(value)), 1, Text.EMPTY));
        }
        if (stops.isEmpty()) {
            throw Sld.refused("Interpolate", "thiếu InterpolationPoint", "it has no InterpolationPoint");
        }
        return new ColourMap(ColourMap.Kind.RAMP, stops);
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static int colour(String text) {
        if (!text.strip().matches("#[0-9A-Fa-f]{6}")) {
            throw Sld.refused("ColorMap", "màu viết #rrggbb", "colours are written #rrggbb");
        }
        return Integer.parseInt(text.strip().substring(1), 16);
    }
}
