package vn.huetwin.server.open311;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** The same answer as JSON and as XML: members are elements, lists are elements of the same name in one. */
final class Open311Text {
    private Open311Text() {}

    static String json(List<Map<String, Object>> items) {
        JsonArray all = new JsonArray();
        items.forEach(item -> all.add(new JsonObject(item)));
        return all.encode();
    }

    static String xml(String root, String each, List<Map<String, Object>> items) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("utf-8", "1.0");
            xml.writeStartElement(root);
            for (Map<String, Object> item : items) {
                element(xml, each, item);
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void element(XMLStreamWriter xml, String name, @Nullable Object value) throws XMLStreamException {
        xml.writeStartElement(name);
        if (value instanceof Map<?, ?> members) {
            for (Map.Entry<?, ?> member : members.entrySet()) {
                element(xml, String.valueOf(member.getKey()), member.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (Object item : list) {
                element(xml, "item", item);
            }
        } else if (value != null) {
            xml.writeCharacters(value.toString());
        }
        xml.writeEndElement();
    }
}
