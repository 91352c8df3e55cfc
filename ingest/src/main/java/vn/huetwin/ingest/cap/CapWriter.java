package vn.huetwin.ingest.cap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;
import vn.huetwin.ontology.feature.Feature;

/**
 * Writes warnings of the city as CAP 1.2: one message for each version of a warning, which refers to those before it.
 * Texts of restricted characters are escaped; times carry the offset of the city (3.3.2).
 */
public final class CapWriter {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

    private final XMLOutputFactory factory = XMLOutputFactory.newDefaultFactory();
    private final String sender;
    private final @Nullable CapSigner signer;

    /**
     * @param sender of what the city itself warns of: the host of its data
     * @param signer signs it; null to leave it unsigned
     */
    public CapWriter(String sender, @Nullable CapSigner signer) {
        this.sender = sender;
        this.signer = signer;
    }

    /**
     * @param warning as it is
     * @param earlier its versions before, oldest first
     */
    public byte[] write(Feature warning, List<Feature> earlier) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = factory.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("alert");
            xml.writeDefaultNamespace(CapReader.NAMESPACE);
            boolean ended = "cancelled".equals(text(warning, "state"));
            element(xml, "identifier", identifier(warning));
            element(xml, "sender", sender);
            element(xml, "sent", time(warning.validFrom()));
            element(xml, "status", or(text(warning, "status"), "Actual"));
            element(xml, "msgType", ended ? "Cancel" : earlier.isEmpty() ? "Alert" : "Update");
            element(xml, "scope", "Public");
            if (!earlier.isEmpty()) {
                element(xml, "references", references(earlier));
            }
            info(xml, warning, or(text(warning, "language"), "vi-VN"), "");
            if (text(warning, "headline_en") != null) {
                info(xml, warning, "en-US", "_en");
            }
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return signer == null ? bytes.toByteArray() : signer.sign(bytes.toByteArray());
    }

    /** Of one version of a warning; holds none of the characters that 3.2.1 forbids. */
    private static String identifier(Feature version) {
        return "hue-" + version.key().replaceAll("[\\s,<&]", "_") + '-' + version.position();
    }

    private String references(List<Feature> earlier) {
        StringBuilder references = new StringBuilder();
        for (Feature version : earlier) {
            references
                    .append(references.isEmpty() ? "" : " ")
                    .append(sender)
                    .append(',')
                    .append(identifier(version))
                    .append(',')
                    .append(time(version.validFrom()));
        }
        return references.toString();
    }

    private static void info(XMLStreamWriter xml, Feature warning, String language, String suffix)
            throws XMLStreamException {
        xml.writeStartElement("info");
        element(xml, "language", language);
        element(xml, "category", "Safety");
        element(xml, "event", or(text(warning, "event"), or(text(warning, "headline"), "warning")));
        element(xml, "urgency", or(text(warning, "urgency"), "Unknown"));
        element(xml, "severity", or(text(warning, "severity"), "Unknown"));
        element(xml, "certainty", or(text(warning, "certainty"), "Unknown"));
        time(xml, "effective", warning, "effective_at");
        time(xml, "onset", warning, "onset_at");
        time(xml, "expires", warning, "expires_at");
        for (String name : List.of("headline", "description", "instruction")) {
            String text = text(warning, name + suffix);
            if (text != null) {
                element(xml, name, text);
            }
        }
        xml.writeStartElement("area");
        element(xml, "areaDesc", or(text(warning, "area"), "Huế"));
        Geometry geometry = warning.geometry();
        for (Object polygon : geometry == null ? List.of() : PolygonExtracter.getPolygons(geometry)) {
            element(xml, "polygon", CapShape.text(((Polygon) polygon).getExteriorRing()));
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void time(XMLStreamWriter xml, String name, Feature warning, String property)
            throws XMLStreamException {
        if (warning.properties().get(property) instanceof Instant time) {
            element(xml, name, time(time));
        }
    }

    private static String time(Instant time) {
        return TIME.format(time.atZone(CITY));
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static @Nullable String text(Feature warning, String property) {
        Object value = warning.properties().get(property);
        return value == null ? null : value.toString();
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text;
    }
}
