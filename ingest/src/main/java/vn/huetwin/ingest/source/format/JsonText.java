package vn.huetwin.ingest.source.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Reads JSON of others within limits. */
final class JsonText {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1_000_000)
                    .build())
            .build());

    private JsonText() {}

    static JsonNode parse(byte[] body) throws EventException {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw refusal(
                    "not-json",
                    "body",
                    "JSON sai cú pháp: " + e.getOriginalMessage(),
                    "The JSON cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A text, number or flag as rows have it; null for all else. */
    static @Nullable Object scalar(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().isEmpty() ? null : node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        return node.isNumber() ? node.doubleValue() : null;
    }

    static EventException refusal(String code, String field, String vi, String en) {
        return new EventException(List.of(new Problem(code, field, new Text(vi, en))));
    }
}
