package vn.huetwin.server.wms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.config.Limits;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;

/** The capabilities documents (06-042, annex E.1; 01-068r3, annex A.1), made for each caller: what is not seen is not in it. */
final class Capabilities {
    static final List<String> MAP_FORMATS = List.of("image/png", "image/png; mode=8bit", "image/jpeg");
    /** Of the standardised pixel of 0.28 mm, in metres. */
    private static final double PIXEL_DIAGONAL = 0.00028 * Math.sqrt(2);
    /** The whole Earth on a stamp: a hint has no word for no limit. */
    private static final double COARSEST = 1e10;
    /** A decimetre: what is narrower is a point. */
    private static final double LEAST_DEGREES = 1e-6;

    private static final Text TITLE = new Text("Huế Twin: bản đồ thành phố", "Huế Twin: maps of the city");
    private static final Text ABSTRACT = new Text(
            "Thửa đất, công trình, di sản, cảm biến và sự cố của Huế",
            "Parcels, buildings, heritage, sensors and incidents of Huế");
    private static final List<String> KEYWORDS = List.of("Huế", "GIS", "VN-2000");

    private final WmsLayers layers;
    private final LayerStyles styles;
    private final LegendReader legends;
    private final FeatureStore store;
    private final CrsRegistry systems;
    private final Limits limits;
    private final Contact contact;
    private final Envelope city;

    /** @param city WGS 84 lon/lat box shown where a layer has no features */
    Capabilities(
            WmsLayers layers,
            LayerStyles styles,
            LegendReader legends,
            FeatureStore store,
            CrsRegistry systems,
            Limits limits,
            Contact contact,
            Envelope city) {
        this.layers = layers;
        this.styles = styles;
        this.legends = legends;
        this.store = store;
        this.systems = systems;
        this.limits = limits;
        this.contact = contact;
        this.city = city;
    }

    /**
     * @param service  address of the service with {@code ?} at its end
     * @param site     address of the server without a slash at its end
     * @param language {@code vi} or {@code en}
     * @param sequence changes when the document does
     */
    byte[] document(WmsVersion version, Access access, String service, String site, String language, long sequence) {
        return new Writer(version, access, service, site, language).write(sequence);
    }

    /** One document. */
    private final class Writer {
        private final WmsVersion version;
        private final boolean modern;
        private final Access access;
        private final String service;
        private final String site;
        private final String language;
        private final XmlWriter xml = new XmlWriter();

        Writer(WmsVersion version, Access access, String service, String site, String language) {
            this.version = version;
            this.modern = version == WmsVersion.V1_3_0;
            this.access = access;
            this.service = service;
            this.site = site;
            this.language = language;
        }

        byte[] write(long sequence) {
            String root = modern ? "WMS_Capabilities" : "WMT_MS_Capabilities";
            if (modern) {
                xml.open(
                        root,
                        "xmlns",
                        "http://www.opengis.net/wms",
                        "xmlns:xlink",
                        "http://www.w3.org/1999/xlink",
                        "xmlns:xsi",
                        "http://www.w3.org/2001/XMLSchema-instance",
                        "version",
                        version.number(),
                        "updateSequence",
                        Long.toString(sequence),
                        "xsi:schemaLocation",
                        "http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd");
            } else {
                xml.doctype("<!DOCTYPE WMT_MS_Capabilities SYSTEM"
                        + " \"http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd\">");
                xml.open(root, "version", version.number(), "updateSequence", Long.toString(sequence));
            }
            service();
            xml.open("Capability");
            xml.open("Request");
            operation("GetCapabilities", List.of(version.capabilitiesType()));
            operation("GetMap", MAP_FORMATS);
            operation("GetFeatureInfo", InfoFormat.names());
            xml.close("Request");
            xml.open("Exception");
            exceptionFormats().forEach(format -> xml.element("Format", format));
            xml.close("Exception");
            root();
            xml.close("Capability");
            return xml.close(root).bytes();
        }

        private List<String> exceptionFormats() {
            return modern
                    ? List.of("XML", "INIMAGE", "BLANK")
                    : List.of(
                            "application/vnd.ogc.se_xml",
                            "application/vnd.ogc.se_inimage",
                            "application/vnd.ogc.se_blank");
        }

        private void service() {
            xml.open("Service");
            xml.element("Name", modern ? "WMS" : "OGC:WMS");
            xml.element("Title", TITLE.in(language));
            xml.element("Abstract", ABSTRACT.in(language));
            keywords(KEYWORDS);
            online(contact.site() == null ? site + "/" : contact.site().toString());
            contact();
            xml.element("Fees", "none");
            xml.element("AccessConstraints", "none");
            if (modern) {
                xml.element("LayerLimit", Integer.toString(limits.maxMapLayers()));
                xml.element("MaxWidth", Integer.toString(limits.maxMapSide()));
                xml.element("MaxHeight", Integer.toString(limits.maxMapSide()));
            }
            xml.close("Service");
        }

        /** Who runs the service, as far as the installation says it; nothing is made up. */
        private void contact() {
            String name = contact.nameIn(language);
            String address = contact.addressIn(language);
            if (name == null
                    && contact.person() == null
                    && address == null
                    && contact.phone() == null
                    && contact.email() == null) {
                return;
            }
            xml.open("ContactInformation");
            if (name != null || contact.person() != null) {
                xml.open("ContactPersonPrimary");
                xml.element("ContactPerson", contact.person());
                xml.element("ContactOrganization", name);
                xml.close("ContactPersonPrimary");
            }
            if (address != null) {
                xml.open("ContactAddress");
                xml.element("AddressType", "postal");
                xml.element("Address", address);
                for (String part : List.of("City", "StateOrProvince", "PostCode", "Country")) {
                    xml.element(part, null);
                }
                xml.close("ContactAddress");
            }
            if (contact.phone() != null) {
                xml.element("ContactVoiceTelephone", contact.phone());
            }
            if (contact.email() != null) {
                xml.element("ContactElectronicMailAddress", contact.email());
            }
            xml.close("ContactInformation");
        }

        private void keywords(List<String> words) {
            xml.open("KeywordList");
            words.forEach(word -> xml.element("Keyword", word));
            xml.close("KeywordList");
        }

        private void online(String address) {
            if (modern) {
                xml.element("OnlineResource", null, "xlink:type", "simple", "xlink:href", address);
            } else {
                xml.element(
                        "OnlineResource",
                        null,
                        "xmlns:xlink",
                        "http://www.w3.org/1999/xlink",
                        "xlink:type",
                        "simple",
                        "xlink:href",
                        address);
            }
        }

        private void operation(String name, List<String> formats) {
            xml.open(name);
            formats.forEach(format -> xml.element("Format", format));
            xml.open("DCPType").open("HTTP").open("Get");
            online(service);
            xml.close("Get").close("HTTP").close("DCPType").close(name);
        }

        private void root() {
            xml.open("Layer", "queryable", "1");
            xml.element("Name", WmsLayers.ALL);
            xml.element("Title", TITLE.in(language));
            xml.element("Abstract", ABSTRACT.in(language));
            keywords(KEYWORDS);
            for (Crs crs : offered()) {
                xml.element(version.crsParameter(), crs.shortName());
            }
            boxes(city);
            metadata("/ogc/collections?f=html");
            for (WmsLayers.Group group : layers.groups(access)) {
                group(group);
            }
            xml.close("Layer");
        }

        private List<Crs> offered() {
            List<Crs> offered = new ArrayList<>(systems.advertised());
            offered.add(0, systems.crs84());
            return offered;
        }

        private void group(WmsLayers.Group group) {
            xml.open("Layer", "queryable", "1");
            xml.element("Name", group.name());
            xml.element("Title", group.title().in(language));
            List<String> titles = group.layers().stream()
                    .map(layer -> layer.title().in(language))
                    .toList();
            xml.element("Abstract", String.join("; ", titles));
            keywords(List.of(group.title().in(language)));
            Envelope box = new Envelope();
            group.layers().forEach(layer -> box.expandToInclude(bounds(layer)));
            boxes(box);
            metadata("/ogc/collections?f=html");
            group.layers().forEach(this::layer);
            xml.close("Layer");
        }

        private Envelope bounds(Layer layer) {
            Envelope bounds = layers.raster(layer) == null
                    ? store.bounds(layer.name(), access)
                    : layers.shelf().bounds(layer.name());
            if (bounds == null) {
                return city;
            }
            Envelope box = new Envelope(bounds);
            // a single point has no box, or that of the rounding in the index
            if (box.getWidth() < LEAST_DEGREES || box.getHeight() < LEAST_DEGREES) {
                box.expandBy(1e-4);
            }
            return box;
        }

        private void layer(Layer layer) {
            xml.open("Layer", "queryable", "1", "opaque", "0");
            xml.element("Name", layer.name());
            xml.element("Title", layer.title().in(language));
            xml.element("Abstract", layer.description().in(language));
            keywords(List.of(layer.name(), layer.group().in(language)));
            boxes(bounds(layer));
            dimension(layer);
            String described = layers.raster(layer) == null ? layer.name() : RasterLayer.FILES;
            metadata("/ogc/collections/" + described + "?f=html");
            styles(layer);
            xml.close("Layer");
        }

        private void dimension(Layer layer) {
            if (layers.raster(layer) != null) {
                times(layers.shelf().times(layer.name()));
                return;
            }
            if (TimeValue.property(layer, access) == null) {
                return;
            }
            FeatureStore.Period period = store.period(layer.name(), access);
            if (period.begin() == null || period.end() == null) {
                return;
            }
            String extent = period.begin() + "/" + period.end() + "/PT1M";
            String now = TimeValue.CURRENT;
            if (modern) {
                xml.element(
                        "Dimension",
                        extent,
                        "name",
                        "time",
                        "units",
                        "ISO8601",
                        "default",
                        now,
                        "multipleValues",
                        "1",
                        "current",
                        "1");
            } else {
                xml.element("Dimension", null, "name", "time", "units", "ISO8601");
                xml.element("Extent", extent, "name", "time", "default", now, "multipleValues", "1", "current", "1");
            }
        }

        /** The times of a raster layer: at others the one before is shown. */
        private void times(List<Instant> times) {
            if (times.isEmpty()) {
                return;
            }
            String extent = times.stream().map(Instant::toString).collect(Collectors.joining(","));
            String last = times.get(times.size() - 1).toString();
            if (modern) {
                xml.element(
                        "Dimension", extent, "name", "time", "units", "ISO8601", "default", last, "nearestValue", "1");
            } else {
                xml.element("Dimension", null, "name", "time", "units", "ISO8601");
                xml.element("Extent", extent, "name", "time", "default", last, "nearestValue", "1");
            }
        }

        /** The schema has a token without spaces here, though the text of 7.2.4.6.11 writes {@code ISO 19115:2003}. */
        private void metadata(String path) {
            xml.open("MetadataURL", "type", modern ? "ISO19115:2003" : "TC211");
            xml.element("Format", "text/html");
            online(site + path);
            xml.close("MetadataURL");
        }

        /** @param box WGS 84 lon/lat */
        private void boxes(Envelope box) {
            if (modern) {
                xml.open("EX_GeographicBoundingBox");
                xml.element("westBoundLongitude", number(box.getMinX()));
                xml.element("eastBoundLongitude", number(box.getMaxX()));
                xml.element("southBoundLatitude", number(box.getMinY()));
                xml.element("northBoundLatitude", number(box.getMaxY()));
                xml.close("EX_GeographicBoundingBox");
            } else {
                box("LatLonBoundingBox", null, box, false);
            }
            for (Crs crs : offered()) {
                box(
                        "BoundingBox",
                        crs.shortName(),
                        inSystem(crs, box),
                        version.axes().of(crs, crs.shortName()).northingFirst());
            }
        }

        private void box(String name, @Nullable String crs, Envelope box, boolean northingFirst) {
            List<String> attributes = new ArrayList<>();
            if (crs != null) {
                attributes.addAll(List.of(version.crsParameter(), crs));
            }
            attributes.addAll(List.of(
                    "minx",
                    number(northingFirst ? box.getMinY() : box.getMinX()),
                    "miny",
                    number(northingFirst ? box.getMinX() : box.getMinY()),
                    "maxx",
                    number(northingFirst ? box.getMaxY() : box.getMaxX()),
                    "maxy",
                    number(northingFirst ? box.getMaxX() : box.getMaxY())));
            xml.element(name, null, attributes.toArray(new String[0]));
        }

        private Envelope inSystem(Crs crs, Envelope box) {
            if (crs.isWgs84()) {
                return box;
            }
            Envelope result = new Envelope();
            for (int i = 0; i <= 4; i++) {
                for (int j = 0; j <= 4; j++) {
                    double[] point = crs.fromWgs84(
                            box.getMinX() + box.getWidth() * i / 4, box.getMinY() + box.getHeight() * j / 4);
                    result.expandToInclude(point[0], point[1]);
                }
            }
            return result;
        }

        private String number(double value) {
            return Double.toString(
                    Math.abs(value) > 1_000 ? Math.rint(value * 1e3) / 1e3 : Math.rint(value * 1e9) / 1e9);
        }

        /** Layers do not take up styles of others: a name that stands above a layer must not stand in it (7.2.4.6.5). */
        private void styles(Layer layer) {
            List<MapStyle> all = styles.of(layer, access);
            for (MapStyle style : all) {
                xml.open("Style");
                xml.element("Name", style.name());
                xml.element("Title", LayerStyles.title(style).in(language));
                int[] size = legends.size(layer, style, access, language);
                xml.open("LegendURL", "width", Integer.toString(size[0]), "height", Integer.toString(size[1]));
                xml.element("Format", "image/png");
                online(service + "SERVICE=WMS&VERSION=" + version.number()
                        + "&REQUEST=GetLegendGraphic&FORMAT=image/png&LANGUAGE=" + language + "&LAYER=" + layer.name()
                        + "&STYLE=" + style.name());
                xml.close("LegendURL");
                xml.close("Style");
            }
            scales(all.stream().flatMap(MapStyle::rules).toList());
        }

        /** Between which scales any style draws anything (06-042, 7.2.4.6.9), or how wide a pixel is then (01-068r3, 7.1.4.5.16). */
        private void scales(List<Rule> rules) {
            double least = rules.stream().mapToDouble(Rule::minScale).min().orElse(0);
            double most = rules.stream().mapToDouble(Rule::maxScale).max().orElse(Double.POSITIVE_INFINITY);
            if (modern) {
                if (least > 0) {
                    xml.element("MinScaleDenominator", number(least));
                }
                if (most < Double.POSITIVE_INFINITY) {
                    xml.element("MaxScaleDenominator", number(most));
                }
            } else if (least > 0 || most < Double.POSITIVE_INFINITY) {
                xml.element(
                        "ScaleHint",
                        null,
                        "min",
                        number(least * PIXEL_DIAGONAL),
                        "max",
                        number(Math.min(most, COARSEST) * PIXEL_DIAGONAL));
            }
        }
    }
}
