package vn.huetwin.server.ows;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Reads XML that strangers send: no document type, so neither external entities nor entities that grow; nothing is ever
 * fetched; depth and number of elements have limits.
 */
public final class XmlReader {
    private static final int MAX_DEPTH = 120;
    private static final int MAX_ELEMENTS = 400_000;
    private static final int MAX_ATTRIBUTES = 100;

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    public XmlReader() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
    }

    /**
     * @param parameter what to name in an error: {@code request}, {@code filter}
     * @throws OwsException if it is not well-formed, has a document type or is too large
     */
    public XmlElement read(byte[] xml, String parameter) {
        try {
            return read(factory.createXMLStreamReader(new ByteArrayInputStream(xml)), parameter);
        } catch (XMLStreamException | RuntimeException e) {
            throw broken(parameter, e);
        }
    }

    /** The same of text. */
    public XmlElement read(String xml, String parameter) {
        try {
            return read(factory.createXMLStreamReader(new StringReader(xml)), parameter);
        } catch (XMLStreamException | RuntimeException e) {
            throw broken(parameter, e);
        }
    }

    private static XmlElement read(XMLStreamReader reader, String parameter) throws XMLStreamException {
        Deque<XmlElement> open = new ArrayDeque<>();
        @Nullable XmlElement root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw refused(
                            parameter,
                            "không nhận khai báo DOCTYPE và thực thể",
                            "document types and entities are not taken");
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlElement element = element(reader, parameter);
                    if (++elements > MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
                        throw refused(
                                parameter,
                                "XML quá lớn hoặc lồng quá sâu",
                                "the XML is too large: at most " + MAX_ELEMENTS + " elements in " + MAX_DEPTH
                                        + " levels");
                    }
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.peek().add(element);
                    }
                    open.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.peek().add(reader.getText());
                    }
                }
                default -> {}
            }
        }
        if (root == null) {
            throw refused(parameter, "không có phần tử nào", "there is no element");
        }
        return root;
    }

    private static XmlElement element(XMLStreamReader reader, String parameter) {
        String namespace = reader.getNamespaceURI();
        XmlElement element = new XmlElement(namespace == null ? "" : namespace, reader.getLocalName());
        int count = reader.getAttributeCount();
        if (count > MAX_ATTRIBUTES) {
            throw refused(parameter, "quá nhiều thuộc tính XML", "an element has too many attributes");
        }
        for (int i = 0; i < count; i++) {
            element.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return element;
    }

    private static OwsException broken(String parameter, Exception e) {
        if (e instanceof OwsException known) {
            return known;
        }
        String message =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        if (e instanceof XMLStreamException stream && stream.getLocation() != null) {
            message = "line " + stream.getLocation().getLineNumber() + ", column "
                    + stream.getLocation().getColumnNumber();
        }
        return refused(parameter, "XML sai cú pháp: " + message, "the XML is not well-formed: " + message);
    }

    private static OwsException refused(String parameter, String vi, String en) {
        return new OwsException(
                parameter.equals("request") ? "OperationParsingFailed" : "InvalidParameterValue",
                parameter,
                new Text(parameter + ": " + vi, parameter + ": " + en),
                400);
    }
}
