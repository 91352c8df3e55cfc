package vn.huetwin.ingest.format.citymodel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FormatException;

/**
 * A first look at a whole CityGML file, independent of the library that reads it: whether it is well formed to its end
 * and free of document types, which members it has (an extension that the library does not know is silently no member
 * to it), its reference systems, addresses, and the values of extensions inside members.
 */
final class CityGmlScan {
    private static final String XLINK = "http://www.w3.org/1999/xlink";
    private static final int MOST_DEPTH = 200;
    private static final int MOST_VALUES = 2_000;
    /** Ids that members link to; what is beyond is counted. */
    static final int MOST_LINKS = 2_000_000;

    private static final int MOST_PROTOTYPES = 200_000;
    private static final Set<String> GEOMETRY =
            Set.of("surfaceMember", "baseSurface", "exterior", "interior", "solidMember", "geometryMember", "tin");
    private static final Set<String> MEMBERS = Set.of("cityObjectMember", "featureMember", "featureMembers");

    /** @param path names of the elements from the member down to the value */
    record Value(String path, String text, @Nullable String unit) {}

    /** @param known whether its element is of CityGML itself */
    record Entry(long number, QName name, String id, boolean known) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> systems = new LinkedHashSet<>();
    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, List<Value>> extensions = new HashMap<>();
    private final Set<String> repeated = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final IdTable linked = new IdTable(MOST_LINKS);
    private final IdTable prototypes = new IdTable(MOST_PROTOTYPES);
    private final IdTable written = new IdTable(MOST_PROTOTYPES);
    private boolean ahead;
    private final Map<String, Integer> otherMembers = new LinkedHashMap<>();
    private final GmlAppearances appearances = new GmlAppearances();
    private String version = "";

    private CityGmlScan() {}

    /** Every member in its order, those by reference left out. */
    List<Entry> entries() {
        return entries;
    }

    /** Ids of members that come more than once. */
    Set<String> repeated() {
        return repeated;
    }

    /** Ids of geometries that members link to and do not have themselves. */
    IdTable linked() {
        return linked;
    }

    /** Ids of prototypes of implicit geometries that members link to. */
    IdTable prototypes() {
        return prototypes;
    }

    /** Whether some link to a prototype that comes later in the file. */
    boolean linksAhead() {
        return ahead;
    }

    Set<String> systems() {
        return systems;
    }

    String version() {
        return version;
    }

    /** Materials, and what they are for. */
    GmlAppearances appearances() {
        return appearances;
    }

    @Nullable
    String address(String member) {
        return addresses.get(member);
    }

    List<Value> extensions(String member) {
        return extensions.getOrDefault(member, List.of());
    }

    /** Members that are no city objects, such as appearances and versions, with their number. */
    Map<String, Integer> otherMembers() {
        return otherMembers;
    }

    /** Without document types, entities or anything from outside. */
    static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("Nothing is read from outside");
        });
        return factory;
    }

    /** @throws FormatException if it is not well formed, has a document type, or is no city model */
    static CityGmlScan of(Path path) throws IOException {
        CityGmlScan scan = new CityGmlScan();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            XMLStreamReader reader = factory().createXMLStreamReader(in);
            scan.read(reader);
            reader.close();
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
        return scan;
    }

    static FormatException malformed(XMLStreamException e) {
        var place = e.getLocation();
        String where = place == null ? "?" : place.getLineNumber() + ":" + place.getColumnNumber();
        String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return new FormatException(
                "malformed-xml",
                "XML hỏng ở dòng:cột " + where + "; tệp có bị cắt cụt không? " + text,
                "The XML breaks at line:column " + where + "; was the file cut short? " + text);
    }

    private void read(XMLStreamReader reader) throws XMLStreamException, FormatException {
        int depth = 0;
        boolean member = false;
        while (reader.hasNext()) {
            int event = reader.next();
            appearances.event(reader, event);
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new FormatException(
                        "xml-document-type",
                        "Tệp có khai báo DOCTYPE hoặc thực thể; hãy bỏ đi, CityGML không cần",
                        "The file declares a document type or entities; take them out, CityGML needs none");
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                if (depth == 1) {
                    root(reader);
                } else if (depth == 2) {
                    member = isMember(reader);
                    system(reader);
                } else if (depth == 3 && member) {
                    member(reader);
                    depth--;
                } else {
                    system(reader);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private void root(XMLStreamReader reader) throws FormatException {
        String namespace = String.valueOf(reader.getNamespaceURI());
        if (!reader.getLocalName().equals("CityModel") || !namespace.contains("citygml")) {
            throw new FormatException(
                    "not-a-city-model",
                    "Phần tử gốc là {" + namespace + "}" + reader.getLocalName()
                            + ", không phải CityModel của CityGML 1.0, 2.0 hay 3.0",
                    "The root element is {" + namespace + "}" + reader.getLocalName()
                            + ", not the CityModel of CityGML 1.0, 2.0 or 3.0");
        }
        version = namespace.substring(namespace.lastIndexOf('/') + 1);
    }

    private boolean isMember(XMLStreamReader reader) {
        String name = reader.getLocalName();
        if (!MEMBERS.contains(name) && name.endsWith("Member")) {
            otherMembers.merge(name, 1, Integer::sum);
        }
        return MEMBERS.contains(name) && reader.getAttributeValue(XLINK, "href") == null;
    }

    private void system(XMLStreamReader reader) {
        String name = reader.getAttributeValue(null, "srsName");
        if (name != null && systems.size() < 100) {
            systems.add(name);
        }
    }

    /** From the start of the object to its end. */
    private void member(XMLStreamReader reader) throws XMLStreamException, FormatException {
        QName name = reader.getName();
        String id = id(reader);
        if (!id.isEmpty() && !ids.add(id)) {
            repeated.add(id);
        }
        entries.add(new Entry(entries.size() + 1L, name, id, isKnown(name.getNamespaceURI())));
        Set<String> own = new HashSet<>();
        Set<String> links = new HashSet<>();
        List<String> path = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        StringBuilder address = new StringBuilder();
        StringBuilder text = new StringBuilder();
        String unit = null;
        int foreign = 0;
        boolean leaf = false;
        for (int depth = 1; depth > 0; ) {
            int event = reader.next();
            appearances.event(reader, event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                if (depth > MOST_DEPTH) {
                    throw new FormatException(
                            "too-deep",
                            "XML lồng quá " + MOST_DEPTH + " tầng",
                            "The XML nests deeper than " + MOST_DEPTH);
                }
                system(reader);
                link(reader, own, links);
                prototype(reader, path.isEmpty() ? "" : path.get(path.size() - 1));
                path.add(reader.getLocalName());
                text.setLength(0);
                unit = reader.getAttributeValue(null, "uom");
                leaf = true;
                if (foreign == 0 && !isKnown(reader.getNamespaceURI())) {
                    foreign = depth;
                }
            } else if (event == XMLStreamConstants.CHARACTERS) {
                if (foreign > 0 || inAddress(path)) {
                    text.append(reader.getText());
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end(
                        path,
                        leaf && !text.toString().isBlank() ? text.toString().strip() : "",
                        unit,
                        foreign,
                        values,
                        address);
                leaf = false;
                text.setLength(0);
                if (foreign == depth) {
                    foreign = 0;
                }
                depth--;
                if (!path.isEmpty()) {
                    path.remove(path.size() - 1);
                }
            }
        }
        links.removeAll(own);
        links.forEach(target -> linked.put(target, 0));
        if (address.length() > 0) {
            addresses.putIfAbsent(id, address.length() > 300 ? address.substring(0, 300) : address.toString());
        }
        if (!values.isEmpty()) {
            extensions.putIfAbsent(id, values);
        }
    }

    private static void link(XMLStreamReader reader, Set<String> own, Set<String> links) {
        if (reader.getAttributeCount() == 0) {
            return;
        }
        String id = id(reader);
        if (!id.isEmpty()) {
            own.add(id);
        }
        String name = reader.getLocalName();
        String href =
                GEOMETRY.contains(name) || name.startsWith("lod") ? reader.getAttributeValue(XLINK, "href") : null;
        if (href != null) {
            links.add(target(href));
        }
    }

    private static String target(String href) {
        return href.startsWith("#") ? href.substring(1) : href;
    }

    /** CityGML 1.0 and 2.0 call the property relativeGMLGeometry, CityGML 3.0 relativeGeometry. */
    private void prototype(XMLStreamReader reader, String parent) {
        String href = isPrototype(reader.getLocalName()) ? reader.getAttributeValue(XLINK, "href") : null;
        if (href != null) {
            String id = target(href);
            prototypes.put(id, 0);
            ahead |= written.get(id) < 0;
        } else if (isPrototype(parent)) {
            written.put(id(reader), 0);
        }
    }

    private static boolean isPrototype(String name) {
        return name.equals("relativeGMLGeometry") || name.equals("relativeGeometry");
    }

    private static boolean inAddress(List<String> path) {
        return path.contains("xalAddress") || path.contains("xalAddressProperty");
    }

    private static void end(
            List<String> path,
            String text,
            @Nullable String unit,
            int foreign,
            List<Value> values,
            StringBuilder address) {
        if (text.isEmpty()) {
            return;
        }
        if (foreign > 0) {
            if (values.size() < MOST_VALUES) {
                values.add(new Value(String.join("/", path), text, unit));
            }
        } else if (inAddress(path)) {
            address.append(address.length() == 0 ? "" : ", ").append(text);
        }
    }

    private static String id(XMLStreamReader reader) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            if (reader.getAttributeLocalName(i).equals("id")
                    && (namespace == null
                            || namespace.isEmpty()
                            || namespace.startsWith("http://www.opengis.net/gml"))) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    private static boolean isKnown(@Nullable String namespace) {
        return namespace == null
                || namespace.startsWith("http://www.opengis.net/citygml")
                || namespace.startsWith("http://www.citygml.org/citygml")
                || namespace.startsWith("http://www.opengis.net/gml")
                || namespace.startsWith("urn:oasis:names:tc:ciq:");
    }
}
