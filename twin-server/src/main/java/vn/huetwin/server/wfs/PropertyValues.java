package vn.huetwin.server.wfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.XmlElement;

/** GetPropertyValue (OGC 09-025r2, clause 10): one property of each feature that a query finds; nulls are left out. */
final class PropertyValues {
    private static final String ID = "id";
    private final FeatureStore store;
    private final FeatureAnswer answer;

    PropertyValues(FeatureStore store, FeatureAnswer answer) {
        this.store = store;
        this.answer = answer;
    }

    /** The property that the request names. @throws OwsException if it is missing or not there */
    static String reference(OwsRequest request, FeatureRequest features) {
        String reference = request.find("valueReference");
        if (reference == null) {
            boolean empty = (request.body() != null && request.body().attribute("valueReference") != null)
                    || request.context().queryParams().names().stream().anyMatch("valuereference"::equalsIgnoreCase);
            throw empty
                    ? FeatureRequestReader.noElement(
                            features.queries().get(0).layer(), request.access(), "", "valueReference")
                    : OwsException.missing("valueReference");
        }
        String text = reference.strip();
        if (text.equals("@gml:id") || text.equals("@id")) {
            return ID;
        }
        FeatureRequest.Query query = features.queries().get(0);
        int slash = text.indexOf('/');
        boolean prefixed = slash > 0
                && XmlElement.local(text.substring(0, slash))
                        .equals(query.layer().name());
        String name = XmlElement.local(prefixed ? text.substring(slash + 1) : text);
        return FeatureRequestReader.element(query.layer(), request.access(), name, "valueReference");
    }

    void write(FeatureRequest request, String property, Access access, Links links, BackPressuredOutput out)
            throws IOException {
        FeatureRequest.Query query = request.queries().get(0);
        FeatureQuery features = query.features(access)
                .properties(List.of(property), property.equals("geometry"))
                .limit(request.count() == Long.MAX_VALUE ? request.count() : request.count() + 1)
                .offset(request.offset());
        if (request.hits()) {
            XmlBytes xml = new XmlBytes(out);
            head(xml, request, links, Long.toString(store.count(features)), 0, null);
            xml.raw("</wfs:ValueCollection>\n");
            xml.flush();
            return;
        }
        long[] written = new long[1];
        boolean[] more = new boolean[1];
        HeldOutput.Head head = (target, whole) -> {
            XmlBytes xml = new XmlBytes(target);
            long number =
                    whole ? written[0] : store.count(features, request.offset() + request.count()) - request.offset();
            head(xml, request, links, "unknown", number, more[0] ? links.next(request, request.count()) : null);
            xml.flush();
        };
        try (HeldOutput held = answer.hold(out, head);
                FeatureRows rows = store.rows(features)) {
            XmlBytes xml = new XmlBytes(held);
            out.onDisconnect(() -> ForkJoinPool.commonPool().execute(rows::cancel));
            FeatureGml values = new FeatureGml(xml, rows, Gml.V3_2, query.crs(), List.of(property), Map.of());
            long read = 0;
            boolean next = rows.next();
            while (next && read < request.count()) {
                written[0] += value(xml, values, rows, property) ? 1 : 0;
                read++;
                next = rows.next();
            }
            more[0] = next;
            xml.flush();
            held.end();
        }
        XmlBytes tail = new XmlBytes(out);
        tail.raw("</wfs:ValueCollection>\n");
        tail.flush();
    }

    private static boolean value(XmlBytes xml, FeatureGml values, FeatureRows rows, String property)
            throws IOException {
        String id = GmlId.of(rows.layer().name(), rows.key());
        boolean there = switch (property) {
            case "geometry" -> rows.wkb() != null;
            case FeatureSchema.WARD -> rows.wardCode() != null;
            case ID -> true;
            default -> rows.value(0) != null;
        };
        if (!there) {
            return false;
        }
        xml.raw("<wfs:member>");
        switch (property) {
            case "geometry" -> values.geometry(id.getBytes(StandardCharsets.UTF_8));
            case FeatureSchema.WARD -> values.ward();
            case ID -> xml.text(id);
            default -> values.property(0);
        }
        xml.raw("</wfs:member>\n");
        return true;
    }

    private void head(
            XmlBytes xml,
            FeatureRequest request,
            Links links,
            String matched,
            long number,
            @org.jspecify.annotations.Nullable String next)
            throws IOException {
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<wfs:ValueCollection ");
        answer.namespaces(xml, request, links);
        xml.raw(" numberMatched=\"" + matched + "\" numberReturned=\"");
        xml.integer(number);
        xml.raw("\" timeStamp=\"" + FeatureAnswer.now() + '"');
        FeatureAnswer.link(xml, "next", next);
        xml.raw(">\n");
    }
}
