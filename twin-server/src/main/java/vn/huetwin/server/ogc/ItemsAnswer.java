package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.http.HttpProblem;

/** Features as GeoJSON, row by row into the stream to the client; a client that leaves stops the statement. */
final class ItemsAnswer {
    private final FeatureStore store;
    private final Iris iris;
    private final long maxCount;

    /** @param maxCount features counted for {@code numberMatched}; of more it is left out */
    ItemsAnswer(FeatureStore store, Iris iris, long maxCount) {
        this.store = store;
        this.iris = iris;
        this.maxCount = maxCount;
    }

    /** A FeatureCollection: features first, then what is known once they are written. */
    void write(ItemsRequest request, Visit visit, BackPressuredOutput out) throws IOException {
        JsonBytes json = new JsonBytes(out);
        long returned = 0;
        String last = null;
        boolean more;
        try (FeatureRows rows = store.rows(request.query())) {
            out.onDisconnect(() -> ForkJoinPool.commonPool().execute(rows::cancel));
            more = rows.next();
            json.raw("{\"type\":\"FeatureCollection\",\"features\":[");
            FeatureJson features = new FeatureJson(json, rows, request.crs());
            while (more && returned < request.limit()) {
                json.raw(returned == 0 ? "\n" : ",\n");
                features.open();
                json.raw('}');
                returned++;
                last = rows.key();
                more = rows.next();
            }
        }
        long matched = matched(request, returned, more);
        json.raw("\n],\"numberReturned\":");
        json.integer(returned);
        if (matched >= 0) {
            json.raw(",\"numberMatched\":");
            json.integer(matched);
        }
        json.raw(",\"timeStamp\":");
        json.string(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.raw(",\"links\":");
        String next = more ? next(request, visit, returned, matched, last) : null;
        json.raw(links(visit, request, next).encode().getBytes(StandardCharsets.UTF_8));
        json.raw('}');
        json.flush();
    }

    /** Counts only if this page is not all there is and no page before has counted. @return negative for too many */
    long matched(ItemsRequest request, long returned, boolean more) {
        boolean first = request.query().after() == null && request.query().offset() == 0;
        if (first && !more) {
            return returned;
        }
        if (!first && request.keyed()) {
            return request.matched();
        }
        long counted = store.count(request.query(), maxCount + 1);
        return counted > maxCount ? -1 : counted;
    }

    static String next(ItemsRequest request, Visit visit, long returned, long matched, @Nullable String last) {
        if (request.keyed() && last != null) {
            return visit.with(PageToken.PARAMETER, new PageToken(last, matched).text());
        }
        return visit.with("offset", Long.toString(request.query().offset() + returned));
    }

    private static JsonArray links(Visit visit, ItemsRequest request, @Nullable String next) {
        JsonArray links = new JsonArray()
                .add(Visit.link("self", Visit.GEOJSON, visit.say("Tài liệu này", "This document"), visit.self()))
                .add(Visit.link(
                        "alternate", Visit.HTML, visit.say("Trang HTML", "As a page"), visit.with("f", "html")));
        if (next != null) {
            links.add(Visit.link("next", Visit.GEOJSON, visit.say("Trang sau", "Next page"), next));
        }
        String collection = "/collections/" + request.layer().name();
        return links.add(
                Visit.link("collection", Visit.JSON, visit.say(request.layer().title()), visit.address(collection)));
    }

    /** One feature. @throws HttpProblem 404 if there is none that the caller sees */
    byte[] one(ItemsRequest request, String key, Visit visit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);
        JsonBytes json = new JsonBytes(out);
        try (FeatureRows rows = store.rows(request.query())) {
            if (!rows.next()) {
                throw HttpProblem.notFound(request.layer().name() + "/" + Parameters.shorten(key));
            }
            new FeatureJson(json, rows, request.crs()).open();
        }
        json.raw(",\"links\":");
        JsonArray links = links(visit, request, null);
        links.add(new JsonObject()
                .put("rel", "canonical")
                .put("type", "text/html")
                .put("href", iris.feature(request.layer().name(), key)));
        json.raw(links.encode().getBytes(StandardCharsets.UTF_8));
        json.raw('}');
        json.flush();
        return out.toByteArray();
    }
}
