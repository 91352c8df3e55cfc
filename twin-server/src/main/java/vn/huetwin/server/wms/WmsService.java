package vn.huetwin.server.wms;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.ows.ExceptionFormat;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.OwsService;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.map.Legend;
import vn.huetwin.tiles.map.MapImage;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.map.Projections;
import vn.huetwin.tiles.map.Stop;
import vn.huetwin.tiles.raster.RasterShelf;

/** The operations of WMS. */
public final class WmsService implements OwsService {
    private static final String OPERATIONS = "GetCapabilities, GetMap, GetFeatureInfo, GetLegendGraphic";
    private static final Set<String> IMAGES = Set.of("getmap", "map", "getlegendgraphic");

    private final MapReader reader;
    private final MapRenderer renderer;
    private final FeatureInfo info;
    private final LegendReader legends;
    private final Capabilities capabilities;
    private final ErrorImage errorImage = new ErrorImage();
    private final LongSupplier sequence;
    private final LayerStyles styles;
    private final Pictures pictures;
    private final SharedAnswers answers;

    /**
     * @param city     WGS 84 lon/lat box of the features
     * @param rasters  files of raster layers
     * @param sequence number that grows with every change of the data
     * @param styles   those of layers that are kept
     * @param tags     of images
     * @param contact  who runs the service
     * @param answers  by a pool of its own: drawing keeps a processor busy
     */
    public WmsService(
            Catalogue catalogue,
            FeatureStore store,
            MapRenderer renderer,
            RasterShelf rasters,
            CrsRegistry systems,
            Envelope city,
            LongSupplier sequence,
            LayerStyles styles,
            LayerTags tags,
            SharedAnswers answers,
            Limits limits,
            Contact contact) {
        this.renderer = renderer;
        this.sequence = sequence;
        this.styles = styles;
        pictures = new Pictures(catalogue, tags, answers);
        this.answers = answers;
        WmsLayers layers = new WmsLayers(catalogue, rasters);
        reader = new MapReader(layers, systems, new Projections(city), styles, limits);
        info = new FeatureInfo(reader, store, rasters);
        legends = new LegendReader(reader, renderer);
        capabilities = new Capabilities(layers, styles, legends, store, systems, limits, contact, city);
    }

    @Override
    public String name() {
        return "WMS";
    }

    /** 06-042, clause 7.3.3: a GetMap request has no SERVICE. */
    @Override
    public Set<String> withoutService() {
        return Set.of("getmap", "map", "getfeatureinfo", "feature_info", "getlegendgraphic", "capabilities");
    }

    @Override
    public ExceptionFormat format(OwsRequest request) {
        return version(request).exceptions();
    }

    private static WmsVersion version(OwsRequest request) {
        return WmsVersion.negotiate(request.parameters().findAny("version", "wmtver"));
    }

    private static String operation(OwsRequest request) {
        String operation = request.operation();
        return operation == null ? "" : operation.toLowerCase(Locale.ROOT);
    }

    @Override
    public void handle(OwsRequest request) {
        switch (operation(request)) {
            case "getcapabilities", "capabilities" -> capabilities(request);
            case "getmap", "map" -> map(request);
            case "getfeatureinfo", "feature_info" -> info(request);
            case "getlegendgraphic" -> legend(request);
            case "" -> throw OwsException.missing("request");
            default -> throw OwsException.notSupported(String.valueOf(request.operation()), OPERATIONS);
        }
    }

    /** Errors on the image, where an image was asked for and the client wants them there. */
    @Override
    public boolean report(OwsRequest request, OwsException exception) {
        if (!IMAGES.contains(operation(request))) {
            return false;
        }
        ErrorImage.Answer answer = errorImage.answer(exception, new WmsParameters(request.parameters()));
        if (answer == null) {
            return false;
        }
        Pictures.image(request.context(), answer.format(), answer.body());
        return true;
    }

    private void capabilities(OwsRequest request) {
        long now = sequence.getAsLong();
        String known = request.parameters().find("updatesequence");
        if (known != null) {
            checkSequence(known, now);
        }
        WmsVersion version = version(request);
        Access access = request.access();
        String service = request.address() + "?";
        String site = request.site();
        String language = request.language();
        run(
                request.context(),
                stop -> capabilities.document(version, access, service, site, language, now),
                bytes -> send(request.context(), version.capabilitiesType() + "; charset=UTF-8", bytes));
    }

    /** 06-042, clause 7.2.3.5. */
    private static void checkSequence(String known, long now) {
        long number;
        try {
            number = Long.parseLong(known.strip());
        } catch (NumberFormatException e) {
            number = Long.MAX_VALUE;
        }
        if (number == now) {
            throw WmsParameters.refused(
                    "CurrentUpdateSequence", "UPDATESEQUENCE", "Không có gì mới", "Nothing has changed since");
        }
        if (number > now) {
            throw WmsParameters.refused(
                    "InvalidUpdateSequence",
                    "UPDATESEQUENCE",
                    "UPDATESEQUENCE lớn hơn hiện tại: " + now,
                    "UPDATESEQUENCE is above the present one: " + now);
        }
    }

    private void map(OwsRequest request) {
        WmsParameters parameters = new WmsParameters(request.parameters());
        ImageFormat format = MapReader.format(parameters);
        long style = styles.version();
        MapImage map = reader.image(parameters, version(request), request.access());
        warn(request, MapReader.warnings(parameters, map.layers()));
        picture(request, format, map.layers(), style, stop -> renderer.draw(map, format, stop));
    }

    private void info(OwsRequest request) {
        WmsParameters parameters = new WmsParameters(request.parameters());
        FeatureInfo.Question question = info.question(parameters, version(request), request.access());
        warn(request, MapReader.warnings(parameters, question.views()));
        InfoWriter writer = new InfoWriter(question.screen().crs(), request.language());
        run(
                request.context(),
                stop -> writer.write(info.answer(question), question.format()),
                bytes -> send(request.context(), question.format().contentType(), bytes));
    }

    private static void warn(OwsRequest request, List<String> warnings) {
        if (!warnings.isEmpty()) {
            request.context().response().putHeader("Warning", warnings);
        }
    }

    private void legend(OwsRequest request) {
        WmsParameters parameters = new WmsParameters(request.parameters());
        ImageFormat format = MapReader.format(parameters);
        long style = styles.version();
        Legend.Request legend = legends.read(parameters, version(request), request.access(), request.language());
        picture(request, format, List.of(legend.view()), style, stop -> legends.draw(legend, format, stop));
    }

    /** @param style version of the styles before any was read */
    private void picture(
            OwsRequest request, ImageFormat format, List<MapLayer> views, long style, SharedAnswers.Making making) {
        pictures.send(
                request.context(),
                format,
                views,
                request.access(),
                inTime(making),
                request.language(),
                style,
                new TreeMap<>(request.parameters().all()));
    }

    /** Does work that is for one request alone. */
    private void run(RoutingContext context, SharedAnswers.Making work, Consumer<byte[]> respond) {
        answers.answer(context, null, inTime(work), respond);
    }

    private static SharedAnswers.Making inTime(SharedAnswers.Making making) {
        return stop -> {
            try {
                return making.make(stop);
            } catch (Stop.Stopped e) {
                throw tooLong();
            }
        };
    }

    private static OwsException tooLong() {
        return new OwsException(
                "NoApplicableCode",
                null,
                new Text(
                        "Bản đồ vẽ quá lâu nên đã dừng; hãy thu hẹp vùng hoặc bớt lớp",
                        "The map took too long and was stopped; ask for a smaller area or fewer layers"),
                503);
    }

    private static void send(RoutingContext context, String type, byte[] body) {
        Pictures.mark(context).putHeader("Content-Type", type).end(Buffer.buffer(body));
    }
}
