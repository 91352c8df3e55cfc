package vn.huetwin.ingest.cap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Reads CAP 1.2 that strangers send: without document type, so neither external entities nor entities that grow. */
public final class CapReader {
    /** Namespace of CAP 1.2; 1.1 is read too, its elements are the same. */
    public static final String NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";

    private static final Set<String> NAMESPACES = Set.of(NAMESPACE, "urn:oasis:names:tc:emergency:cap:1.1");
    private static final Set<String> STATUS = Set.of("Actual", "Exercise", "System", "Test", "Draft");
    private static final Set<String> TYPES = Set.of("Alert", "Update", "Cancel", "Ack", "Error");
    private static final Set<String> SCOPES = Set.of("Public", "Restricted", "Private");
    private static final Set<String> SEVERITY = Set.of("Extreme", "Severe", "Moderate", "Minor", "Unknown");
    private static final Set<String> URGENCY = Set.of("Immediate", "Expected", "Future", "Past", "Unknown");
    private static final Set<String> CERTAINTY = Set.of("Observed", "Likely", "Possible", "Unlikely", "Unknown");
    private static final String ORACLE = "http://www.oracle.com/xml/jaxp/properties/";
    private static final int MAX_DEPTH = 40;
    private static final int MAX_INFOS = 100;
    private static final int MAX_REFERENCES = 500;

    private final Supplier<CapTrust> trust;

    /** @param trust whom the city trusts now */
    public CapReader(Supplier<CapTrust> trust) {
        this.trust = trust;
    }

    /** @throws EventException with all that is wrong with the message */
    public CapAlert read(byte[] xml) throws EventException {
        Document document = document(xml);
        Element root = document.getDocumentElement();
        if (!"alert".equals(root.getLocalName()) || !NAMESPACES.contains(String.valueOf(root.getNamespaceURI()))) {
            throw refused("not-cap", "alert", "không phải thông điệp CAP 1.2", "this is not a CAP 1.2 message");
        }
        List<Problem> problems = new ArrayList<>();
        List<CapAlert.Reference> references = references(text(root, "references"), problems);
        List<CapAlert.Info> infos = new ArrayList<>();
        for (Element info : children(root, "info")) {
            if (infos.size() == MAX_INFOS) {
                problems.add(problem(
                        "too-large", "info", "quá " + MAX_INFOS + " phần", "more than " + MAX_INFOS + " parts"));
                break;
            }
            infos.add(info(info, problems));
        }
        OffsetDateTime sent = time(root, "sent", true, problems);
        CapSignature signature = trust.get().judge(document, sent.toInstant());
        if (signature == CapSignature.BROKEN) {
            problems.add(problem(
                    "signature-broken",
                    "Signature",
                    "chữ ký không khớp với thông điệp",
                    "the message is not as it was signed"));
        } else if (signature == CapSignature.WEAK) {
            problems.add(problem(
                    "signature-weak",
                    "Signature",
                    "chữ ký dùng thuật toán đã lỗi thời; hãy ký bằng SHA-256 trở lên, RSA từ 2048 bit",
                    "the signature can be forged; sign with SHA-256 or better, and RSA of 2048 bits or more"));
        }
        CapAlert alert = new CapAlert(
                name(root, "identifier", problems),
                name(root, "sender", problems),
                sent,
                word(root, "status", STATUS, problems),
                word(root, "msgType", TYPES, problems),
                word(root, "scope", SCOPES, problems),
                text(root, "note"),
                references,
                infos,
                signature);
        if (!problems.isEmpty()) {
            throw new EventException(problems);
        }
        return alert;
    }

    static Document document(byte[] xml) throws EventException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setAttribute(ORACLE + "maxElementDepth", String.valueOf(MAX_DEPTH));
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (SAXException e) {
            throw refused(
                    "not-xml",
                    "alert",
                    "XML hỏng, có DOCTYPE hoặc quá lớn: " + e.getMessage(),
                    "the XML is broken, has a document type or is too large: " + e.getMessage());
        } catch (IOException | ParserConfigurationException e) {
            throw refused("not-xml", "alert", "XML hỏng", "the XML is broken");
        }
    }

    private static List<CapAlert.Reference> references(@Nullable String text, List<Problem> problems) {
        List<CapAlert.Reference> references = new ArrayList<>();
        if (text == null || text.isBlank()) {
            return references;
        }
        for (String each : text.strip().split("\\s+")) {
            String[] parts = each.split(",");
            OffsetDateTime sent = parts.length == 3 ? time(parts[2]) : null;
            if (sent == null || references.size() == MAX_REFERENCES) {
                problems.add(problem(
                        "references-invalid",
                        "references",
                        "cần 'sender,identifier,sent', không phải '" + each + "'",
                        "'sender,identifier,sent' is needed, not '" + each + "'"));
                break;
            }
            references.add(new CapAlert.Reference(parts[0], parts[1], sent));
        }
        return references;
    }

    private static CapAlert.Info info(Element info, List<Problem> problems) {
        List<CapAlert.Area> areas = new ArrayList<>();
        for (Element area : children(info, "area")) {
            areas.add(area(area, problems));
        }
        String language = text(info, "language");
        String event = text(info, "event");
        return new CapAlert.Info(
                language == null ? "en-US" : language,
                event == null ? "" : event,
                word(info, "urgency", URGENCY, problems),
                word(info, "severity", SEVERITY, problems),
                word(info, "certainty", CERTAINTY, problems),
                time(info, "effective", problems),
                time(info, "onset", problems),
                time(info, "expires", problems),
                text(info, "headline"),
                text(info, "description"),
                text(info, "instruction"),
                areas);
    }

    private static CapAlert.Area area(Element area, List<Problem> problems) {
        List<Geometry> shapes = new ArrayList<>();
        for (Element polygon : children(area, "polygon")) {
            add(shapes, CapShape.polygon(polygon.getTextContent()), "polygon", polygon, problems);
        }
        for (Element circle : children(area, "circle")) {
            add(shapes, CapShape.circle(circle.getTextContent()), "circle", circle, problems);
        }
        List<String> geocodes = new ArrayList<>();
        for (Element geocode : children(area, "geocode")) {
            String value = text(geocode, "value");
            if (value != null) {
                geocodes.add(value);
            }
        }
        String description = text(area, "areaDesc");
        return new CapAlert.Area(description == null ? "" : description, shapes, geocodes);
    }

    private static void add(
            List<Geometry> shapes, @Nullable Geometry shape, String name, Element element, List<Problem> problems) {
        if (shape == null) {
            String given = element.getTextContent().strip();
            String start = given.substring(0, Math.min(60, given.length()));
            problems.add(problem(
                    "shape-invalid",
                    name,
                    "'" + start + "' không phải là hình theo vĩ độ,kinh độ",
                    "'" + start + "' is no shape of latitude,longitude"));
        } else {
            shapes.add(shape);
        }
    }

    /** Identifier or sender: no spaces, commas or restricted characters (3.2.1). */
    private static String name(Element parent, String child, List<Problem> problems) {
        String name = text(parent, child);
        if (name == null || name.isEmpty() || name.length() > 150 || name.matches(".*[\\s,<&].*")) {
            problems.add(problem(
                    child + "-invalid",
                    child,
                    "'" + child + "' thiếu, quá dài, hoặc chứa dấu cách, dấu phẩy",
                    "'" + child + "' is missing, too long, or has spaces or commas"));
            return "";
        }
        return name;
    }

    private static String word(Element parent, String child, Set<String> known, List<Problem> problems) {
        String word = text(parent, child);
        if (word == null || !known.contains(word)) {
            problems.add(problem(
                    child + "-invalid",
                    child,
                    "'" + child + "' phải là một trong "
                            + known.stream().sorted().toList() + ", không phải '" + word + "'",
                    "'" + child + "' must be one of " + known.stream().sorted().toList() + ", not '" + word + "'"));
            return "";
        }
        return word;
    }

    private static OffsetDateTime time(Element parent, String child, boolean required, List<Problem> problems) {
        OffsetDateTime time = time(parent, child, problems);
        if (time == null && required && text(parent, child) == null) {
            problems.add(problem("time-invalid", child, "'" + child + "' thiếu", "'" + child + "' is missing"));
        }
        return time == null ? OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC) : time;
    }

    private static @Nullable OffsetDateTime time(Element parent, String child, List<Problem> problems) {
        String text = text(parent, child);
        OffsetDateTime time = text == null ? null : time(text);
        if (text != null && time == null) {
            problems.add(problem(
                    "time-invalid",
                    child,
                    "'" + text + "' không phải thời điểm có múi giờ",
                    "'" + text + "' is no time with a zone, such as 2026-11-26T08:00:00+07:00"));
        }
        return time;
    }

    /** UTC is written {@code -00:00} (3.3.2), which is an offset of zero that says that the place has another. */
    private static @Nullable OffsetDateTime time(String text) {
        try {
            return OffsetDateTime.parse(text.replace("-00:00", "Z"));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String text(Element parent, String child) {
        List<Element> children = children(parent, child);
        return children.isEmpty() ? null : children.get(0).getTextContent().strip();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && name.equals(element.getLocalName())
                    && String.valueOf(parent.getNamespaceURI()).equals(element.getNamespaceURI())) {
                children.add(element);
            }
        }
        return children;
    }

    static EventException refused(String code, String field, String vi, String en) {
        return new EventException(List.of(problem(code, field, vi, en)));
    }

    static Problem problem(String code, String field, String vi, String en) {
        return new Problem(code, field, new Text(vi, en));
    }
}
