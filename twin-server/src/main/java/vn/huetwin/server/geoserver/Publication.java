package vn.huetwin.server.geoserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.wms.WmsLayers;
import vn.huetwin.tiles.style.DefaultStyle;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.StyleShelf;

/** What GeoServer is to say of the city, as the documents of its REST interface. */
final class Publication {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Text TITLE = new Text("Huế: bản sao số của thành phố", "Huế: digital twin of the city");
    /** Of a degree: some centimetres are 7. */
    private static final int DECIMALS = 8;

    private static final String ALWAYS = "1900-01-01T00:00:00.000Z/2100-01-01T00:00:00.000Z";

    /** Name of the store of rasters. */
    static final String RASTERS = "rasters";

    private static final int CONNECTIONS = 6;
    private static final int SECONDS = 60;

    private final Settings settings;
    private final List<Layer> layers;
    private final List<WmsLayers.Group> groups;
    private final List<StyleShelf.Document> kept;
    private final @Nullable Cascade rasters;

    /**
     * How the city is published.
     *
     * @param workspace of GeoServer, which holds nothing else
     * @param namespace IRI of the names of its types
     * @param language  of titles where GeoServer has one only: {@code vi} or {@code en}
     * @param systems   EPSG codes that its services offer
     * @param box       of the features: WGS 84 lon/lat
     * @param contact   who runs it
     * @param proxy     address of it for its readers, which it writes into its documents; null if that is its own
     */
    record Settings(
            String workspace,
            String namespace,
            String language,
            List<Integer> systems,
            Envelope box,
            Access access,
            Database database,
            @Nullable String proxy,
            Contact contact) {}

    /**
     * Layers of rasters that GeoServer draws by asking the WMS of the city, so that it needs no file.
     *
     * @param server address at which GeoServer reaches the server of the city, without a slash at its end
     * @param layers those that have files and that everybody may see: GeoServer asks without a key
     */
    record Cascade(String server, List<RasterLayer> layers) {}

    /** Where GeoServer finds the views. */
    record Database(String host, int port, String name, String schema, String role) {}

    /**
     * A style as text.
     *
     * @param type media type of SLD 1.0 or of SLD 1.1
     */
    record StyleText(String name, String type, String text) {}

    /**
     * @param kept    styles that planners keep
     * @param rasters null if they are not published
     */
    Publication(Settings settings, Catalogue catalogue, List<StyleShelf.Document> kept, @Nullable Cascade rasters) {
        this.rasters = rasters;
        this.settings = settings;
        this.kept = kept;
        layers = settings.access().layers(catalogue).stream()
                .filter(Layer::hasGeometry)
                .toList();
        groups = new WmsLayers(catalogue).groups(settings.access());
    }

    String workspace() {
        return settings.workspace();
    }

    List<Layer> layers() {
        return layers;
    }

    List<WmsLayers.Group> groups() {
        return groups;
    }

    /** Null if layers of rasters are left as they are. */
    @Nullable
    Cascade rasters() {
        return rasters;
    }

    private static ObjectNode object() {
        return JSON.objectNode();
    }

    private static ObjectNode strings(List<String> values) {
        ArrayNode array = JSON.arrayNode();
        values.forEach(array::add);
        return object().set("string", array);
    }

    private String say(Text text) {
        return text.in(settings.language());
    }

    private void titles(ObjectNode node, Text title, Text description, String member) {
        node.put("title", say(title)).put(member, say(description));
    }

    private static ObjectNode both(Text text) {
        return object().put("vi", text.vi()).put("en", text.en());
    }

    ObjectNode namespace() {
        ObjectNode node = object().put("prefix", workspace()).put("uri", settings.namespace());
        return object().set("namespace", node);
    }

    /** @param password null if it stays as it is */
    ObjectNode store(@Nullable String password) {
        Database database = settings.database();
        ArrayNode entries = JSON.arrayNode();
        entry(entries, "dbtype", "postgis");
        entry(entries, "host", database.host());
        entry(entries, "port", Integer.toString(database.port()));
        entry(entries, "database", database.name());
        entry(entries, "schema", database.schema());
        entry(entries, "user", database.role());
        if (password != null) {
            entry(entries, "passwd", password);
        }
        entry(entries, "Expose primary keys", "false");
        entry(entries, "preparedStatements", "true");
        entry(entries, "Loose bbox", "true");
        entry(entries, "Estimated extends", "false");
        entry(entries, "encode functions", "true");
        entry(entries, "max connections", "10");
        entry(entries, "validate connections", "true");
        ObjectNode node = object().put("name", storeName())
                .put("description", say(TITLE))
                .put("type", "PostGIS")
                .put("enabled", true);
        node.set("connectionParameters", object().set("entry", entries));
        return object().set("dataStore", node);
    }

    private static void entry(ArrayNode entries, String key, String value) {
        entries.add(object().put("@key", key).put("$", value));
    }

    String storeName() {
        return settings.database().name();
    }

    private ObjectNode box() {
        Envelope box = settings.box();
        return object().put("minx", box.getMinX())
                .put("maxx", box.getMaxX())
                .put("miny", box.getMinY())
                .put("maxy", box.getMaxY())
                .put("crs", "EPSG:4326");
    }

    private void described(ObjectNode node, Layer layer) {
        titles(node, layer.title(), layer.description(), "abstract");
        node.set("internationalTitle", both(layer.title()));
        node.set("internationalAbstract", both(layer.description()));
        node.set("keywords", strings(List.of(layer.name(), say(layer.group()))));
        node.put("srs", "EPSG:4326").put("projectionPolicy", "FORCE_DECLARED").put("enabled", true);
        node.set("nativeBoundingBox", box());
        node.set("latLonBoundingBox", box());
    }

    ObjectNode featureType(Layer layer) {
        ObjectNode node = object().put("name", layer.name()).put("nativeName", layer.name());
        described(node, layer);
        Property time = layer.timeProperty() == null ? null : layer.find(layer.timeProperty());
        if (time != null && settings.access().sees(time)) {
            ObjectNode dimension = object().put("enabled", true)
                    .put("attribute", time.name())
                    .put("presentation", "CONTINUOUS_INTERVAL")
                    .put("units", "ISO8601");
            // a map without a time shows all of it
            dimension.set("defaultValue", object().put("strategy", "FIXED").put("referenceValue", ALWAYS));
            ObjectNode entry = object().put("@key", "time");
            entry.set("dimensionInfo", dimension);
            node.set("metadata", object().set("entry", JSON.arrayNode().add(entry)));
        }
        return object().set("featureType", node);
    }

    /** The store that asks the WMS of the city. */
    ObjectNode rasterStore(Cascade cascade) {
        ObjectNode node = object().put("name", RASTERS)
                .put("type", "WMS")
                .put("enabled", true)
                .put("capabilitiesURL", cascade.server() + "/ows?service=WMS&version=1.3.0&request=GetCapabilities")
                .put("maxConnections", CONNECTIONS)
                .put("readTimeout", SECONDS)
                .put("connectTimeout", SECONDS);
        return object().set("wmsStore", node);
    }

    ObjectNode rasterLayer(RasterLayer raster) {
        Layer layer = raster.layer();
        ObjectNode node = object().put("name", layer.name()).put("nativeName", layer.name());
        described(node, layer);
        return object().set("wmsLayer", node);
    }

    /** The style that the layer's declaration gives, or the one kept as its default, then the others that are kept. */
    List<StyleText> styles(Layer layer) {
        List<StyleText> styles = new ArrayList<>();
        MapStyle declared = DefaultStyle.of(layer, settings.access());
        styles.add(new StyleText(layer.name(), type(""), SldWriter.write(layer.name(), declared, settings.language())));
        for (StyleShelf.Document document : kept) {
            if (document.layer().equals(layer.name())) {
                boolean usual = document.name().equals(MapStyle.DEFAULT);
                String name = usual ? layer.name() : layer.name() + "-" + document.name();
                StyleText style = new StyleText(name, type(document.text()), document.text());
                if (usual) {
                    styles.set(0, style);
                } else {
                    styles.add(style);
                }
            }
        }
        return styles;
    }

    private static String type(String text) {
        return text.contains("http://www.opengis.net/se")
                ? "application/vnd.ogc.se+xml"
                : "application/vnd.ogc.sld+xml";
    }

    ObjectNode layer(Layer layer) {
        List<StyleText> styles = styles(layer);
        ObjectNode node =
                object().put("name", layer.name()).put("enabled", true).put("queryable", true);
        node.set("defaultStyle", styleName(layer.name()));
        if (styles.size() > 1) {
            ArrayNode others = JSON.arrayNode();
            styles.subList(1, styles.size()).forEach(style -> others.add(styleName(style.name())));
            node.set("styles", object().set("style", others));
        }
        return object().set("layer", node);
    }

    private ObjectNode styleName(String name) {
        return object().put("name", workspace() + ":" + name).put("workspace", workspace());
    }

    ObjectNode group(WmsLayers.Group group) {
        ObjectNode node = object().put("name", group.name())
                .put("mode", "NAMED")
                .put("title", say(group.title()))
                .put("abstractTxt", say(group.title()));
        node.set("internationalTitle", both(group.title()));
        node.set("workspace", object().put("name", workspace()));
        ArrayNode published = JSON.arrayNode();
        for (Layer layer : group.layers()) {
            published.add(object().put("@type", "layer").put("name", workspace() + ":" + layer.name()));
        }
        node.set("publishables", object().set("published", published));
        node.set("bounds", box());
        return object().set("layerGroup", node);
    }

    /** The settings of the workspace, or null if those of the whole GeoServer are right for it. */
    @Nullable
    ObjectNode addresses() {
        if (settings.proxy() == null && settings.contact().isEmpty()) {
            return null;
        }
        ObjectNode node = object();
        node.set("workspace", object().put("name", workspace()));
        node.put("charset", "UTF-8")
                .put("numDecimals", DECIMALS)
                .put("verbose", false)
                .put("verboseExceptions", false);
        if (settings.proxy() != null) {
            node.put("onlineResource", settings.proxy()).put("proxyBaseUrl", settings.proxy());
        }
        if (!settings.contact().isEmpty()) {
            node.set("contact", contact(settings.contact()));
        }
        return object().set("settings", node);
    }

    /** GeoServer has one language here. */
    private ObjectNode contact(Contact contact) {
        ObjectNode node = object();
        some(node, "contactOrganization", contact.nameIn(settings.language()));
        some(node, "contactPerson", contact.person());
        some(node, "contactEmail", contact.email());
        some(node, "contactVoice", contact.phone());
        some(node, "address", contact.addressIn(settings.language()));
        some(
                node,
                "onlineResource",
                contact.site() == null ? null : contact.site().toString());
        return node;
    }

    private static void some(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.put(member, value);
        }
    }

    /** @param service {@code wms} or {@code wfs} */
    ObjectNode service(String service) {
        ObjectNode node = object();
        node.set("workspace", object().put("name", workspace()));
        node.put("enabled", true).put("name", service.toUpperCase(java.util.Locale.ROOT));
        titles(node, TITLE, TITLE, "abstrct");
        node.set("internationalTitle", both(TITLE));
        node.set("keywords", strings(List.of("Huế", "VN-2000")));
        node.set(
                "srs", strings(settings.systems().stream().map(Object::toString).toList()));
        if (service.equals("wfs")) {
            // edits go through the server of the city, so that its log has them
            node.put("serviceLevel", "BASIC");
        }
        return object().set(service, node);
    }
}
