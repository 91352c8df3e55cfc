package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.server.http.BackPressuredOutput;

/**
 * Writes feature collections as GML, row by row into the stream to the client; a client that leaves stops the statement.
 * Only {@code hits}, and an answer that does not fit into memory, are counted by the database.
 */
final class FeatureAnswer {
    /** Kilobytes that the beginnings of all answers may take together. */
    private static final int HELD = 1 << 16;

    private final FeatureStore store;
    private final GmlProperties standard;
    private final String namespace;
    private final Semaphore room = new Semaphore(HELD);

    FeatureAnswer(FeatureStore store, GmlProperties standard, String namespace) {
        this.store = store;
        this.standard = standard;
        this.namespace = namespace;
    }

    /** Holds back the beginning of an answer within the room that there is for all. */
    HeldOutput hold(OutputStream out, HeldOutput.Head head) {
        return new HeldOutput(out, room, head);
    }

    /** One answer while it is written. */
    private final class Writing {
        private final FeatureRequest request;
        private final Access access;
        private final Links links;
        private final BackPressuredOutput out;
        private long skip;
        private long room;
        private long returned;
        private boolean more;

        Writing(FeatureRequest request, Access access, Links links, BackPressuredOutput out) {
            this.request = request;
            this.access = access;
            this.links = links;
            this.out = out;
            skip = request.offset();
            room = request.count();
        }

        void results() throws IOException {
            List<FeatureRequest.Query> queries = request.queries();
            try (HeldOutput held = hold(out, this::head)) {
                XmlBytes xml = new XmlBytes(held);
                boolean nested = queries.size() > 1 && request.version() == WfsVersion.V2_0;
                for (FeatureRequest.Query query : queries) {
                    if (nested) {
                        nested(query, held);
                    } else {
                        members(query, xml);
                    }
                }
                xml.flush();
                held.end();
            }
            tail(out);
        }

        /** The answer to one of several queries is a collection of its own (OGC 09-025r2, clause 11.3.3). */
        private void nested(FeatureRequest.Query query, OutputStream to) throws IOException {
            long before = returned;
            long first = skip;
            long most = room;
            HeldOutput.Head opening = (target, whole) -> {
                XmlBytes xml = new XmlBytes(target);
                xml.raw("<wfs:member><wfs:FeatureCollection numberMatched=\"unknown\" numberReturned=\"");
                xml.integer(whole ? returned - before : Math.min(most, count(query, first + most) - first));
                xml.raw("\" timeStamp=\"" + now() + "\">\n");
                xml.flush();
            };
            try (HeldOutput part = hold(to, opening)) {
                XmlBytes xml = new XmlBytes(part);
                members(query, xml);
                xml.raw("</wfs:FeatureCollection></wfs:member>\n");
                xml.flush();
                part.end();
            }
        }

        /** Writes what is within the page; what comes before it is counted off. */
        private void members(FeatureRequest.Query query, XmlBytes xml) throws IOException {
            long limit = room == Long.MAX_VALUE ? room : room + 1;
            String member = request.version() == WfsVersion.V2_0 ? "wfs:member" : "gml:featureMember";
            long before = returned;
            try (FeatureRows rows =
                    store.rows(query.features(access).limit(limit).offset(skip))) {
                out.onDisconnect(() -> ForkJoinPool.commonPool().execute(rows::cancel));
                FeatureGml features = new FeatureGml(
                        xml,
                        rows,
                        Gml.of(request.version()),
                        query.crs(),
                        query.properties(),
                        standard.of(query.layer().name()));
                byte[] opening = FeatureGml.bytes("<" + member + ">");
                byte[] closing = FeatureGml.bytes("</" + member + ">\n");
                boolean next = rows.next();
                while (next && room > 0) {
                    xml.raw(opening);
                    features.feature();
                    xml.raw(closing);
                    returned++;
                    room--;
                    next = rows.next();
                }
                more |= next;
            }
            if (request.queries().size() > 1 && skip > 0) {
                skip = returned > before ? 0 : Math.max(0, skip - count(query, skip));
            }
        }

        private long count(FeatureRequest.Query query, long most) {
            return store.count(query.features(access), most < 0 ? Long.MAX_VALUE : most);
        }

        private void head(OutputStream target, boolean whole) throws IOException {
            long number = returned;
            boolean follows = more;
            if (!whole) {
                long end = request.count() == Long.MAX_VALUE ? Long.MAX_VALUE : request.offset() + request.count();
                long all = 0;
                for (FeatureRequest.Query query : request.queries()) {
                    all += count(query, end == Long.MAX_VALUE ? end : end + 1 - all);
                }
                number = Math.min(all, end) - request.offset();
                follows = all > end;
            }
            boolean complete = !follows && (number > 0 || request.offset() == 0);
            XmlBytes xml = new XmlBytes(target);
            open(xml, complete ? Long.toString(request.offset() + number) : "unknown", number, follows);
            xml.flush();
        }

        void hits() throws IOException {
            long all = 0;
            for (FeatureRequest.Query query : request.queries()) {
                all += count(query, Long.MAX_VALUE);
            }
            XmlBytes xml = new XmlBytes(out);
            open(xml, Long.toString(all), request.version() == WfsVersion.V2_0 ? 0 : all, all > 0);
            xml.flush();
            tail(out);
        }

        private void open(XmlBytes xml, String matched, long number, boolean follows) throws IOException {
            WfsVersion version = request.version();
            xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<wfs:FeatureCollection ");
            namespaces(xml, request, links);
            switch (version) {
                case V1_0 -> xml.raw(">\n<gml:boundedBy><gml:null>unknown</gml:null></gml:boundedBy>\n");
                case V1_1 -> {
                    xml.raw(" numberOfFeatures=\"");
                    xml.integer(number);
                    xml.raw("\" timeStamp=\"" + now() + "\">\n");
                }
                case V2_0 -> {
                    xml.raw(" numberMatched=\"" + matched + "\" numberReturned=\"");
                    xml.integer(number);
                    xml.raw("\" timeStamp=\"" + now() + '"');
                    link(xml, "next", follows ? links.next(request, number) : null);
                    link(xml, "previous", links.previous(request));
                    xml.raw(">\n");
                }
            }
        }

        private void tail(OutputStream target) throws IOException {
            XmlBytes xml = new XmlBytes(target);
            xml.raw("</wfs:FeatureCollection>\n");
            xml.flush();
        }

        /** GetFeatureById. */
        void single() throws IOException {
            FeatureRequest.Query query = request.queries().get(0);
            try (FeatureRows rows = store.rows(query.features(access).limit(1))) {
                if (!rows.next()) {
                    throw StoredQueries.notFound(query.layer().name());
                }
                XmlBytes xml = new XmlBytes(out);
                FeatureGml features = new FeatureGml(
                        xml,
                        rows,
                        Gml.V3_2,
                        query.crs(),
                        query.properties(),
                        standard.of(query.layer().name()));
                xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
                features.alone(() -> namespaces(xml, request, links));
                xml.flush();
            }
        }
    }

    void write(FeatureRequest request, Access access, Links links, BackPressuredOutput out) throws IOException {
        Writing writing = new Writing(request, access, links, out);
        if (request.single() && !request.hits()) {
            writing.single();
        } else if (request.hits()) {
            writing.hits();
        } else {
            writing.results();
        }
    }

    /** Declarations of namespaces and the addresses of their schemas. */
    void namespaces(XmlBytes xml, FeatureRequest request, Links links) throws IOException {
        WfsVersion version = request.version();
        xml.raw("xmlns:wfs=\"" + version.wfs() + "\" xmlns:gml=\"" + version.gml() + "\" xmlns:hue=\"" + namespace
                + "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"" + version.wfs()
                + ' ' + version.wfsSchema() + ' ' + version.gml() + ' ' + version.gmlSchema() + ' ' + namespace + ' ');
        xml.text(links.schema(
                version,
                request.queries().stream()
                        .map(FeatureRequest.Query::layer)
                        .map(Layer::name)
                        .distinct()
                        .toList()));
        xml.raw('"');
    }

    static void link(XmlBytes xml, String name, @Nullable String address) throws IOException {
        if (address != null) {
            xml.raw(' ');
            xml.raw(name);
            xml.raw("=\"");
            xml.text(address);
            xml.raw('"');
        }
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
