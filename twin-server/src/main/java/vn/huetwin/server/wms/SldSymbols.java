package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Label;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;

/** Symbolizers of SLD 1.0 and SE 1.1 (05-077r4, clause 11): colours, widths and texts that are constants. */
final class SldSymbols {
    private static final int BLACK = 0;
    private static final int GREY = 0x808080;
    private static final int WHITE = 0xffffff;
    private static final double MARK_SIZE = 6;
    private static final double TEXT_SIZE = 10;
    private static final double MOST = 1_000;

    private SldSymbols() {}

    static Symbolizer read(XmlElement symbolizer) {
        return switch (symbolizer.name()) {
            case "PolygonSymbolizer" -> {
                only(symbolizer, Set.of("Geometry", "Fill", "Stroke"));
                yield new Symbolizer.Polygon(fill(symbolizer.find("Fill")), stroke(symbolizer.find("Stroke")));
            }
            case "LineSymbolizer" -> {
                only(symbolizer, Set.of("Geometry", "Stroke"));
                Stroke stroke = stroke(symbolizer.find("Stroke"));
                yield new Symbolizer.Line(stroke == null ? Stroke.solid(BLACK, 1, 1) : stroke);
            }
            case "PointSymbolizer" -> {
                only(symbolizer, Set.of("Geometry", "Graphic"));
                yield point(symbolizer.find("Graphic"));
            }
            case "TextSymbolizer" -> text(symbolizer);
            case "RasterSymbolizer" -> SldRaster.read(symbolizer);
            default -> throw Sld.unsupported(symbolizer.name());
        };
    }

    static void only(XmlElement element, Set<String> known) {
        for (XmlElement child : element.children()) {
            boolean described = child.name().equals("Name") || child.name().equals("Description");
            if (!described && !known.contains(child.name())) {
                throw Sld.unsupported(element.name() + "/" + child.name());
            }
        }
    }

    private static @Nullable Fill fill(@Nullable XmlElement fill) {
        if (fill == null) {
            return null;
        }
        Map<String, XmlElement> parameters = parameters(fill, Set.of("fill", "fill-opacity"));
        return new Fill(colour(parameters.get("fill"), GREY), share(parameters.get("fill-opacity"), 1));
    }

    private static @Nullable Stroke stroke(@Nullable XmlElement stroke) {
        if (stroke == null) {
            return null;
        }
        Map<String, XmlElement> parameters = parameters(
                stroke,
                Set.of(
                        "stroke",
                        "stroke-opacity",
                        "stroke-width",
                        "stroke-linejoin",
                        "stroke-linecap",
                        "stroke-dasharray",
                        "stroke-dashoffset"));
        XmlElement join = parameters.get("stroke-linejoin");
        XmlElement cap = parameters.get("stroke-linecap");
        XmlElement dashes = parameters.get("stroke-dasharray");
        return new Stroke(
                colour(parameters.get("stroke"), BLACK),
                share(parameters.get("stroke-opacity"), 1),
                number(parameters.get("stroke-width"), 1),
                switch (word(join, "mitre")) {
                    case "round" -> Stroke.Join.ROUND;
                    case "bevel" -> Stroke.Join.BEVEL;
                    default -> Stroke.Join.MITRE;
                },
                switch (word(cap, "butt")) {
                    case "round" -> Stroke.Cap.ROUND;
                    case "square" -> Stroke.Cap.SQUARE;
                    default -> Stroke.Cap.BUTT;
                },
                dashes == null ? List.of() : dashes(dashes),
                number(parameters.get("stroke-dashoffset"), 0));
    }

    private static List<Double> dashes(XmlElement element) {
        List<Double> lengths = new ArrayList<>();
        for (String part : word(element).split("[ ,]+")) {
            lengths.add(number(element.name(), part));
        }
        return lengths.subList(0, Math.min(lengths.size(), 16));
    }

    private static Symbolizer point(@Nullable XmlElement graphic) {
        if (graphic == null) {
            throw Sld.refused("PointSymbolizer", "thiếu Graphic", "it has no Graphic");
        }
        only(graphic, Set.of("Mark", "Size", "Rotation", "Opacity"));
        XmlElement mark = graphic.find("Mark");
        Mark kind = Mark.SQUARE;
        Fill fill = new Fill(GREY, 1);
        Stroke stroke = null;
        if (mark != null) {
            only(mark, Set.of("WellKnownName", "Fill", "Stroke"));
            String name = Sld.text(mark, "WellKnownName");
            kind = name == null ? Mark.SQUARE : Mark.find(name);
            if (kind == null) {
                throw Sld.unsupported("WellKnownName " + name);
            }
            fill = fill(mark.find("Fill"));
            stroke = stroke(mark.find("Stroke"));
        }
        XmlElement size = graphic.find("Size");
        XmlElement rotation = graphic.find("Rotation");
        return new Symbolizer.Point(
                kind,
                fill,
                stroke,
                size == null ? MARK_SIZE : number(size),
                rotation == null ? 0 : number(rotation.name(), word(rotation)));
    }

    private static Symbolizer text(XmlElement symbolizer) {
        only(symbolizer, Set.of("Geometry", "Label", "Font", "LabelPlacement", "Halo", "Fill"));
        XmlElement label = symbolizer.find("Label");
        if (label == null) {
            throw Sld.refused("TextSymbolizer", "thiếu Label", "it has no Label");
        }
        Map<String, XmlElement> font = symbolizer.find("Font") == null
                ? Map.of()
                : parameters(symbolizer.find("Font"), Set.of("font-family", "font-size", "font-style", "font-weight"));
        Fill fill = fill(symbolizer.find("Fill"));
        XmlElement halo = symbolizer.find("Halo");
        Fill haloFill = halo == null ? null : fill(halo.find("Fill"));
        XmlElement radius = halo == null ? null : halo.find("Radius");
        XmlElement placement = symbolizer.find("LabelPlacement");
        XmlElement point = placement == null ? null : placement.find("PointPlacement");
        return new Symbolizer.Text(
                label(label),
                number(font.get("font-size"), TEXT_SIZE),
                word(font.get("font-weight"), "normal").equals("bold"),
                !word(font.get("font-style"), "normal").equals("normal"),
                fill == null ? new Fill(BLACK, 1) : fill,
                halo == null ? null : haloFill == null ? new Fill(WHITE, 1) : haloFill,
                radius == null ? 1 : number(radius),
                placement != null && placement.find("LinePlacement") != null,
                within(point, "AnchorPoint", "AnchorPointX", 0.5),
                within(point, "AnchorPoint", "AnchorPointY", 0.5),
                within(point, "Displacement", "DisplacementX", 0),
                within(point, "Displacement", "DisplacementY", 0));
    }

    private static double within(@Nullable XmlElement point, String group, String name, double otherwise) {
        XmlElement parent = point == null ? null : point.find(group);
        XmlElement child = parent == null ? null : parent.find(name);
        return child == null ? otherwise : number(child.name(), word(child));
    }

    /** Properties; a text between them comes after those that stand before it, which XML here does not tell apart. */
    private static Label label(XmlElement label) {
        List<Label.Part> parts = new ArrayList<>();
        for (XmlElement child : label.children()) {
            switch (child.name()) {
                case "PropertyName" -> parts.add(new Label.Part(true, XmlElement.local(child.text())));
                case "Literal" -> parts.add(new Label.Part(false, child.text()));
                default -> throw Sld.unsupported("Label/" + child.name());
            }
        }
        if (parts.isEmpty()) {
            parts.add(new Label.Part(false, label.text().strip()));
        } else if (!label.text().isBlank()) {
            throw Sld.refused("Label", "đặt chữ trong ogc:Literal", "put texts beside properties into ogc:Literal");
        }
        return new Label(parts);
    }

    private static Map<String, XmlElement> parameters(@Nullable XmlElement element, Set<String> known) {
        Map<String, XmlElement> parameters = new HashMap<>();
        if (element == null) {
            return parameters;
        }
        for (XmlElement child : element.children()) {
            String name = child.attribute("name");
            boolean parameter =
                    child.name().equals("CssParameter") || child.name().equals("SvgParameter");
            if (!parameter || name == null || !known.contains(name)) {
                throw Sld.unsupported(element.name() + "/" + child.name() + (name == null ? "" : " " + name));
            }
            parameters.put(name, child);
        }
        return parameters;
    }

    /** A constant, bare or in {@code ogc:Literal}. */
    static String word(XmlElement element) {
        for (XmlElement child : element.children()) {
            if (child.name().equals("Literal")) {
                return child.text().strip().toLowerCase(Locale.ROOT);
            }
            throw Sld.unsupported(element.name() + "/" + child.name());
        }
        return element.text().strip().toLowerCase(Locale.ROOT);
    }

    private static String word(@Nullable XmlElement element, String otherwise) {
        return element == null ? otherwise : word(element);
    }

    private static int colour(@Nullable XmlElement element, int otherwise) {
        if (element == null) {
            return otherwise;
        }
        String text = word(element);
        if (!text.matches("#[0-9a-f]{6}")) {
            throw Sld.refused(element.name(), "màu viết #rrggbb", "colours are written #rrggbb");
        }
        return Integer.parseInt(text.substring(1), 16);
    }

    private static double share(@Nullable XmlElement element, double otherwise) {
        return element == null ? otherwise : share(element);
    }

    static double share(XmlElement element) {
        return Math.max(0, Math.min(1, number(element.name(), word(element))));
    }

    private static double number(@Nullable XmlElement element, double otherwise) {
        return element == null ? otherwise : Math.min(MOST, number(element));
    }

    /** A number that is not negative. */
    static double number(XmlElement element) {
        double number = number(element.name(), word(element));
        if (number < 0) {
            throw Sld.refused(element.name(), "không được âm", "it must not be negative");
        }
        return number;
    }

    static double number(String name, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw Sld.refused(name, "cần một số", "a number is needed");
        }
        throw Sld.refused(name, "cần một số", "a number is needed");
    }
}
