package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.CatalogueReader;

class EventSchemasTest {
    private final EventSchemas schemas = new EventSchemas(CatalogueReader.read());

    @Test
    void aSchemaSaysWhatTheVerbNeedsInTheWordsOfTheCatalogue() {
        ObjectNode schema = schema("vn.hue.incident.assigned", Access.INTERNAL);
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.path("$schema").textValue());
        assertEquals("[\"unit\"]", schema.path("required").toString());
        assertEquals("Phản ánh hiện trường: Phân công", schema.at("/x-title/vi").textValue());
        assertEquals(
                "[\"Point\"]",
                schema.at("/properties/geometry/properties/type/enum").toString());
        assertEquals("date-time", schema.at("/properties/received_at/format").textValue());
        assertEquals("string", schema.at("/properties/category/type").textValue());
        List<String> states = texts(schema, "/properties/state/enum");
        assertEquals(List.of("NEW", "RECEIVED"), states.subList(0, 2));
    }

    @Test
    void aVerbThatIsNotDeclaredIsDescribedByItsLayer() {
        assertFalse(schema("vn.hue.incident.photographed", Access.OPEN).has("required"));
    }

    @Test
    void whatTheReaderMayNotSeeIsNotDescribed() {
        assertNull(schemas.schema("", "vn.hue.sos_request.received", Access.OPEN));
        assertNotNull(schemas.schema("", "vn.hue.sos_request.received", Access.PERSONAL));
        assertFalse(schemas.types(Access.OPEN).toString().contains("sos_request"));
    }

    @Test
    void layersOfTheServersOwnAndUnknownOnesHaveNone() {
        for (String type :
                List.of("vn.hue.deadline.breached", "vn.hue.unicorn.seen", "vn.hue.incident", "incident", "")) {
            assertNull(schemas.schema("", type, Access.PERSONAL), type);
        }
    }

    @Test
    void whatTheServerAloneSetsIsNotAskedFor() {
        ObjectNode properties =
                schema("vn.hue.incident.received", Access.PERSONAL).withObject("/properties");
        assertTrue(properties.has("address"));
        assertFalse(properties.has("location_match") || properties.has("parcel"));
    }

    private ObjectNode schema(String type, Access access) {
        ObjectNode schema = schemas.schema("https://hue.example/api/schemas/" + type, type, access);
        assertNotNull(schema);
        return schema;
    }

    private static List<String> texts(ObjectNode node, String pointer) {
        return StreamSupport.stream(node.at(pointer).spliterator(), false)
                .map(n -> n.asText())
                .toList();
    }
}
