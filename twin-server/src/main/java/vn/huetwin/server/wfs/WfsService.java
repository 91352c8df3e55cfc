package vn.huetwin.server.wfs;

import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.edit.Edits;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.ows.ExceptionFormat;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.OwsService;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.server.ows.XmlReader;
import vn.huetwin.server.security.Role;

/** WFS 2.0, 1.1 and 1.0: finds the version and the operation of a request. */
public final class WfsService implements OwsService {
    private static final String XML = "text/xml; charset=utf-8";
    private static final String OPERATIONS = "GetCapabilities, DescribeFeatureType, GetFeature, GetPropertyValue,"
            + " ListStoredQueries, DescribeStoredQueries, Transaction";

    private final Catalogue catalogue;
    private final Workers workers;
    private final FeatureRequestReader reader;
    private final FeatureAnswer answer;
    private final PropertyValues values;
    private final OtherFormats formats;
    private final Capabilities capabilities;
    private final FirstCapabilities first;
    private final Transactions transactions;
    private final String namespace;
    private final long sequence;
    private final XmlReader xml = new XmlReader();

    /**
     * @param standard     what features have of every GML feature's properties
     * @param edits        of planners
     * @param domain       the box of layers that are empty, WGS 84 lon/lat
     * @param contact      who runs the service
     * @param countDefault features in an answer of WFS 2.0 whose request has no count
     * @param sequence     number of this state of the service; grows from start to start
     */
    public WfsService(
            Catalogue catalogue,
            FeatureStore store,
            GmlProperties standard,
            CrsRegistry systems,
            Workers workers,
            Edits edits,
            Envelope domain,
            Contact contact,
            long countDefault,
            long sequence) {
        this.catalogue = catalogue;
        this.workers = workers;
        this.sequence = sequence;
        namespace = catalogue.iris().base() + "gml";
        reader = new FeatureRequestReader(catalogue, standard, systems, countDefault);
        answer = new FeatureAnswer(store, standard, namespace);
        values = new PropertyValues(store, answer);
        formats = new OtherFormats(store);
        Extents extents = new Extents(store, domain);
        capabilities = new Capabilities(catalogue, systems, extents, namespace, contact, countDefault, sequence);
        first = new FirstCapabilities(catalogue, systems, extents, namespace, contact);
        transactions = new Transactions(catalogue, store, standard, systems, edits);
    }

    @Override
    public String name() {
        return "WFS";
    }

    @Override
    public ExceptionFormat format(OwsRequest request) {
        String wanted = request.find("version");
        WfsVersion version = wanted == null ? null : WfsVersion.find(wanted);
        return version == null ? ExceptionFormat.OWS_1_1 : version.exceptions();
    }

    @Override
    public void handle(OwsRequest sent) {
        OwsRequest request = unpacked(sent);
        String operation = request.operation();
        if (operation == null) {
            throw OwsException.missing("request");
        }
        if (operation.equalsIgnoreCase("GetCapabilities")) {
            capabilities(request);
            return;
        }
        WfsVersion version = version(request);
        switch (operation.toLowerCase(Locale.ROOT)) {
            case "describefeaturetype" -> describe(request, version);
            case "getfeature" -> features(request, version);
            case "getpropertyvalue" -> values(request, only(WfsVersion.V2_0, version, operation));
            case "liststoredqueries" -> document(request, XML, () -> StoredQueries.list(namespace, layers(request)));
            case "describestoredqueries" ->
                document(
                        request, XML, () -> StoredQueries.describe(namespace, layers(request), storedQueries(request)));
            case "transaction" -> transaction(request, version);
            default -> throw OwsException.notSupported(operation, OPERATIONS);
        }
    }

    private void transaction(OwsRequest request, WfsVersion version) {
        request.caller().require(Role.PLANNER);
        XmlElement body = request.body();
        if (body == null) {
            throw new OwsException(
                    "OperationParsingFailed",
                    "request",
                    new Text("Transaction phải gửi bằng POST dạng XML", "A Transaction is sent by POST, as XML"),
                    400);
        }
        document(request, XML, () -> transactions.run(body, version, request.caller()));
    }

    /** A page of a request that came as XML: that XML with another place to start from. */
    private OwsRequest unpacked(OwsRequest request) {
        String packed = request.parameters().find(Links.PAGED);
        if (packed == null || request.body() != null) {
            return request;
        }
        XmlElement body = xml.read(Links.unpack(packed), Links.PAGED);
        for (String name : List.of("startIndex", "count", "resultType")) {
            body.attributes().remove(name);
        }
        return new OwsRequest(request.context(), request.parameters(), body, request.path());
    }

    private static WfsVersion only(WfsVersion needed, WfsVersion version, String operation) {
        if (version != needed) {
            throw OwsException.notSupported(operation, "GetCapabilities, DescribeFeatureType, GetFeature, Transaction");
        }
        return version;
    }

    private static WfsVersion version(OwsRequest request) {
        String wanted = request.find("version");
        if (wanted == null) {
            return WfsVersion.V2_0;
        }
        WfsVersion version = WfsVersion.find(wanted);
        if (version == null) {
            String shown = KeyValues.shorten(wanted);
            throw OwsException.invalid(
                    "version",
                    new Text(
                            "Không có phiên bản '" + shown + "'; có: 2.0.0, 1.1.0, 1.0.0",
                            "There is no version '" + shown + "'; there are: 2.0.0, 1.1.0, 1.0.0"));
        }
        return version;
    }

    private List<Layer> layers(OwsRequest request) {
        return request.access().layers(catalogue);
    }

    private void document(OwsRequest request, String type, Callable<String> document) {
        workers.run(
                request.context(),
                () -> document.call().getBytes(StandardCharsets.UTF_8),
                bytes -> request.context()
                        .response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .putHeader(HttpHeaders.VARY, "Authorization, Accept-Language")
                        .end(io.vertx.core.buffer.Buffer.buffer(bytes)));
    }

    private void capabilities(OwsRequest request) {
        WfsVersion version = negotiated(request);
        checkSequence(request);
        Set<String> sections = new HashSet<>();
        String wanted = list(request, "Sections", "Section", "sections");
        if (wanted != null) {
            Arrays.stream(wanted.split("[,\\s]+"))
                    .map(s -> s.toLowerCase(Locale.ROOT))
                    .forEach(sections::add);
        }
        document(
                request,
                XML,
                () -> version == WfsVersion.V2_0
                        ? capabilities.write(request, sections)
                        : first.write(request, version));
    }

    /** The values of a parameter, or of the elements that stand for it in XML. */
    private static @Nullable String list(OwsRequest request, String element, String item, String parameter) {
        XmlElement body = request.body();
        if (body == null) {
            return request.parameters().find(parameter);
        }
        XmlElement found = body.find(element);
        return found == null
                ? null
                : String.join(
                        ",", found.all(item).stream().map(XmlElement::text).toList());
    }

    /** The first version that the client accepts (OGC 06-121r9, clause 7.3.2); without a wish the newest. */
    private static WfsVersion negotiated(OwsRequest request) {
        String accepted = list(request, "AcceptVersions", "Version", "acceptversions");
        if (accepted != null) {
            for (String number : accepted.split(",")) {
                WfsVersion version = WfsVersion.find(number);
                if (version != null) {
                    return version;
                }
            }
            throw new OwsException(
                    "VersionNegotiationFailed",
                    "acceptVersions",
                    new Text("Có các phiên bản 2.0.0, 1.1.0, 1.0.0", "There are the versions 2.0.0, 1.1.0, 1.0.0"),
                    400);
        }
        String wanted = request.find("version");
        WfsVersion version = wanted == null ? null : WfsVersion.find(wanted);
        return version == null ? WfsVersion.V2_0 : version;
    }

    private void checkSequence(OwsRequest request) {
        String known = request.find("updateSequence");
        if (known == null) {
            return;
        }
        boolean future;
        try {
            future = Long.parseLong(known.strip()) > sequence;
        } catch (NumberFormatException e) {
            future = true;
        }
        if (future) {
            throw new OwsException(
                    "InvalidUpdateSequence",
                    "updateSequence",
                    new Text("updateSequence hiện là " + sequence, "The updateSequence is " + sequence),
                    400);
        }
    }

    private void describe(OwsRequest request, WfsVersion version) {
        String format = request.find("outputFormat");
        boolean isSchema = format == null
                || format.toUpperCase(Locale.ROOT).startsWith("XMLSCHEMA")
                || format.startsWith("text/xml")
                || format.startsWith("application/gml")
                || format.startsWith("application/xml");
        if (!isSchema) {
            throw OwsException.invalid(
                    "outputFormat",
                    new Text("Lược đồ chỉ có dạng " + version.format(), "Schemas are written as " + version.format()));
        }
        List<String> names = new ArrayList<>();
        if (request.body() != null) {
            request.body().all("TypeName").forEach(t -> names.add(t.text()));
        } else {
            String all = request.parameters().findAny("typenames", "typename");
            if (all != null) {
                TypeNames.groups(all).forEach(group -> names.addAll(List.of(group.split(","))));
            }
        }
        List<Layer> layers = names.isEmpty()
                ? layers(request)
                : names.stream()
                        .map(n -> TypeNames.get(catalogue, request.access(), n, version.typeNames()))
                        .distinct()
                        .toList();
        document(
                request,
                version == WfsVersion.V2_0 ? "application/gml+xml; version=3.2; charset=utf-8" : XML,
                () -> FeatureSchema.write(version, namespace, layers, request.access()));
    }

    private void features(OwsRequest request, WfsVersion version) {
        FeatureRequest wanted = reader.read(request, version);
        Links links = new Links(request);
        boolean gml = wanted.hits() || wanted.single();
        head(request, (gml ? OutputFormat.GML : wanted.format()).mediaType(version));
        if (gml || wanted.format() == OutputFormat.GML) {
            workers.stream(request.context(), out -> answer.write(wanted, request.access(), links, out));
        } else {
            workers.stream(request.context(), out -> formats.write(wanted, request.access(), out));
        }
    }

    private void values(OwsRequest request, WfsVersion version) {
        FeatureRequest wanted = reader.read(request, version);
        String property = PropertyValues.reference(request, wanted);
        Links links = new Links(request);
        head(request, wanted.format().mediaType(version));
        workers.stream(request.context(), out -> values.write(wanted, property, request.access(), links, out));
    }

    private static void head(OwsRequest request, String type) {
        request.context()
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, "Authorization");
    }

    private static List<String> storedQueries(OwsRequest request) {
        if (request.body() != null) {
            return request.body().all("StoredQueryId").stream()
                    .map(XmlElement::text)
                    .toList();
        }
        String ids = request.parameters().find("storedquery_id");
        return ids == null ? List.of() : List.of(ids.split(","));
    }
}
