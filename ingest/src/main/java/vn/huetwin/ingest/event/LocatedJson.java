package vn.huetwin.ingest.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.gazetteer.Located;

/** {@link Located} as the log keeps it: {@code {"precision", "lon", "lat", "radius", "match"}}. */
final class LocatedJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LocatedJson() {}

    static @Nullable String write(@Nullable Located located) {
        if (located == null) {
            return null;
        }
        ObjectNode json =
                MAPPER.createObjectNode().put("precision", located.precision().notation());
        if (located.point() != null) {
            json.put("lon", located.longitude());
            json.put("lat", located.latitude());
            json.put("radius", located.radiusMetres());
        }
        if (located.match() != null) {
            json.put("match", located.match());
        }
        return json.toString();
    }

    static @Nullable Located read(@Nullable String text) throws JsonProcessingException {
        if (text == null) {
            return null;
        }
        JsonNode json = MAPPER.readTree(text);
        return new Located(
                LocationPrecision.valueOf(json.path("precision").asText().toUpperCase(Locale.ROOT)),
                json.path("lon").asDouble(Double.NaN),
                json.path("lat").asDouble(Double.NaN),
                json.path("radius").asDouble(Double.NaN),
                json.path("match").textValue());
    }
}
