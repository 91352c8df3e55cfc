package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Symbolizer;

/** Draws maps: layer by layer, group of rules by group of rules. Safe for several threads. */
public final class MapRenderer implements AutoCloseable {
    private static final int MOST_MATCHES = 500;

    private final LayerMemory source;
    private final RasterPainter rasters;
    private final Lettering lettering = new Lettering();
    private final Legend legend = new Legend(lettering);
    private final CanvasShelf canvases = new CanvasShelf();
    /** By the identity of the style: two that are equal are made once each. Guarded by itself. */
    private final IdentityHashMap<MapStyle, Map<Access, RuleMatch>> matches = new IdentityHashMap<>();

    /**
     * Layers are read into memory as they are asked for.
     *
     * @param city      WGS 84 lon/lat box of the features
     * @param maxMemory bytes for all layers together
     * @param rasters   the files of raster layers; the caller closes them
     */
    public MapRenderer(DataSource dataSource, Catalogue catalogue, Envelope city, long maxMemory, RasterShelf rasters) {
        this.rasters = new RasterPainter(rasters);
        source = new LayerMemory(dataSource, catalogue, new PostgisShapes(dataSource, catalogue), maxMemory, city);
    }

    /**
     * Says that features of a layer have changed.
     *
     * @param keys of the features, or null for all
     */
    public void changed(Layer layer, @Nullable List<String> keys) {
        source.changed(layer, keys);
    }

    /**
     * Says whether a reader can use a style.
     *
     * @throws vn.huetwin.ontology.query.FilterException if it names what the reader does not see, or what is not there
     */
    public static void check(Layer layer, MapStyle style, Access access) {
        new RuleMatch(layer, style, access);
    }

    private RuleMatch match(LayerView view) {
        if (!view.style().isKept()) {
            return new RuleMatch(view.layer(), view.style(), view.access());
        }
        synchronized (matches) {
            if (matches.size() > MOST_MATCHES) {
                matches.clear();
            }
            return matches.computeIfAbsent(view.style(), style -> new HashMap<>())
                    .computeIfAbsent(view.access(), access -> new RuleMatch(view.layer(), view.style(), view.access()));
        }
    }

    @Override
    public void close() {
        source.close();
    }

    /**
     * @return the image, encoded
     * @throws Stop.Stopped if it was stopped
     * @throws vn.huetwin.ontology.query.FilterException if a style or filter names what the reader does not see
     * @throws java.io.UncheckedIOException if a raster cannot be read
     */
    public byte[] draw(MapImage image, ImageFormat format, Stop stop) {
        Screen screen = image.screen();
        Canvas canvas = canvases.take(screen.width(), screen.height(), image.background());
        Labels labels = new Labels(lettering, screen.width(), screen.height(), screen.symbolScale());
        for (MapLayer layer : image.layers()) {
            if (layer instanceof RasterView view) {
                rasters.draw(view, screen, canvas, stop);
            } else if (layer instanceof LayerView view) {
                draw(view, screen, canvas, labels, stop);
            }
        }
        stop.check();
        labels.write(canvas);
        byte[] encoded = format.encode(canvas);
        canvases.giveBack(canvas);
        return encoded;
    }

    private void draw(LayerView view, Screen screen, Canvas canvas, Labels labels, Stop stop) {
        double scale = screen.scaleDenominator();
        List<Rule> visible =
                view.style().rules().filter(rule -> rule.isAt(scale)).toList();
        if (visible.isEmpty()) {
            return;
        }
        double margin = Pen.of(visible, screen.symbolScale()).stream()
                .mapToDouble(Pen::reach)
                .max()
                .orElse(0);
        RuleMatch match = match(view);
        int groups = view.style().groups().size();
        List<Canvas> sheets = new ArrayList<>(List.of(canvas));
        for (int group = 1; group < groups; group++) {
            sheets.add(canvases.take(canvas.width, canvas.height, null));
        }
        List<PenSet> pens = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            pens.add(new PenSet(match, group, screen));
        }
        source.read(view, match, screen, margin, stop, (path, number, values) -> {
            if (path.isEmpty() || path.misses(screen.width(), screen.height(), (float) margin)) {
                return;
            }
            for (int group = 0; group < groups; group++) {
                PenSet.Pens of = pens.get(group).of(number);
                for (Pen pen : of.pens()) {
                    pen.draw(path, sheets.get(group));
                }
                for (Symbolizer.Text symbol : of.texts()) {
                    labels.add(symbol, match.text(symbol.label(), values), path);
                }
            }
        });
        for (int group = 1; group < groups; group++) {
            canvas.lay(sheets.get(group));
            canvases.giveBack(sheets.get(group));
        }
    }

    /** The rules of a layer with their symbols; of a part of the map only those that draw something there. */
    public byte[] legend(Legend.Request request, ImageFormat format, Stop stop) {
        Set<Rule> rules = rules(request);
        Screen context = request.context();
        if (context != null && request.view() instanceof LayerView view) {
            rules.retainAll(drawn(view, context, stop));
        }
        return format.encode(legend.draw(request, shown(request, rules)));
    }

    /** Width and height in pixels of a legend that is not for a part of the map. */
    public int[] legendSize(Legend.Request request) {
        return legend.size(request, shown(request, rules(request)));
    }

    private static List<Rule> shown(Legend.Request request, Set<Rule> rules) {
        List<Rule> all = List.copyOf(rules);
        return request.view() instanceof RasterView view ? RasterLegend.rules(view, all) : all;
    }

    private static Set<Rule> rules(Legend.Request request) {
        Screen context = request.context();
        double scale = context == null ? request.scale() : context.scaleDenominator();
        Set<Rule> rules = new LinkedHashSet<>();
        request.view()
                .style()
                .rules()
                .filter(rule -> Double.isNaN(scale) || rule.isAt(scale))
                .forEach(rules::add);
        return rules;
    }

    private Set<Rule> drawn(LayerView view, Screen screen, Stop stop) {
        RuleMatch match = match(view);
        BitSet numbers = new BitSet();
        source.read(view, match, screen, 0, stop, (path, number, values) -> {
            if (!path.isEmpty() && !path.misses(screen.width(), screen.height(), 0)) {
                numbers.set(number);
            }
        });
        Set<Rule> drawn = new HashSet<>();
        for (int group = 0; group < view.style().groups().size(); group++) {
            int of = group;
            numbers.stream().forEach(number -> drawn.addAll(match.rules(of, number, screen.scaleDenominator())));
        }
        return drawn;
    }

    /** The pens of one group for each number of a match. */
    private static final class PenSet {
        private final RuleMatch match;
        private final int group;
        private final Screen screen;
        private @Nullable Pens[] made = new Pens[64];

        PenSet(RuleMatch match, int group, Screen screen) {
            this.match = match;
            this.group = group;
            this.screen = screen;
        }

        /** What draws features of one number. */
        record Pens(List<Pen> pens, List<Symbolizer.Text> texts) {}

        Pens of(int number) {
            if (number >= made.length) {
                made = Arrays.copyOf(made, Math.max(number + 1, 2 * made.length));
            }
            Pens known = made[number];
            if (known == null) {
                known = make(number);
                made[number] = known;
            }
            return known;
        }

        private Pens make(int number) {
            List<Rule> rules = match.rules(group, number, screen.scaleDenominator());
            return new Pens(
                    Pen.of(rules, screen.symbolScale()),
                    rules.stream()
                            .flatMap(rule -> rule.symbolizers().stream())
                            .filter(Symbolizer.Text.class::isInstance)
                            .map(Symbolizer.Text.class::cast)
                            .toList());
        }
    }
}
