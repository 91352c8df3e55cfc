package vn.huetwin.ontology.geosparql;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** An element of a small XML text, by local names. Documents with a DTD or entities of their own are refused. */
final class XmlElement {
    private static final int DEEPEST = 40;
    private static final int PLANE = 2;
    private static final String XLINK = "http://www.w3.org/1999/xlink";
    /** What separates numbers in {@code coordinates} of GML 2. */
    private static final Map<String, String> USUAL = Map.of("decimal", ".", "cs", ",", "ts", " ");

    private final String name;
    private final @Nullable String srsName;
    private final int srsDimension;
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlElement(String name, @Nullable String srsName, int srsDimension) {
        this.name = name;
        this.srsName = srsName;
        this.srsDimension = srsDimension;
    }

    static XmlElement parse(String xml) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Deque<XmlElement> open = new ArrayDeque<>();
        XmlElement root = null;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    refuseUnusual(reader);
                    XmlElement element = new XmlElement(
                            reader.getLocalName(),
                            reader.getAttributeValue(null, "srsName"),
                            srsDimension(reader.getAttributeValue(null, "srsDimension"), open.peek()));
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.element().children.add(element);
                    }
                    open.push(element);
                    if (open.size() > DEEPEST) {
                        throw new MalformedGeometryException("The XML is nested too deeply");
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    open.pop();
                } else if (event == XMLStreamConstants.CHARACTERS && !open.isEmpty()) {
                    open.element().text.append(reader.getText());
                } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new MalformedGeometryException("XML with a DTD or entities is refused");
                }
            }
        } catch (XMLStreamException e) {
            throw new MalformedGeometryException("Not XML: " + e.getMessage());
        }
        if (root == null) {
            throw new MalformedGeometryException("Not XML: there is no element");
        }
        return root;
    }

    /** What would be read as nothing or as other numbers if it were passed over. */
    private static void refuseUnusual(XMLStreamReader reader) {
        if (reader.getAttributeValue(XLINK, "href") != null) {
            throw new MalformedGeometryException("A reference by xlink:href is not followed");
        }
        if (reader.getLocalName().equals("coordinates")) {
            USUAL.forEach((attribute, usual) -> {
                String value = reader.getAttributeValue(null, attribute);
                if (value != null && !value.equals(usual)) {
                    throw new MalformedGeometryException("Not supported in coordinates: " + attribute + "=" + value);
                }
            });
        }
    }

    String name() {
        return name;
    }

    private static int srsDimension(@Nullable String written, @Nullable XmlElement around) {
        if (written == null) {
            return around == null ? PLANE : around.srsDimension;
        }
        if (!written.strip().equals("2") && !written.strip().equals("3")) {
            throw new MalformedGeometryException("The srsDimension is 2 or 3, not " + written);
        }
        return Integer.parseInt(written.strip());
    }

    /** All CRSs that it and what is below it name. */
    Set<String> srsNames() {
        Set<String> names = new TreeSet<>();
        if (srsName != null) {
            names.add(srsName);
        }
        children.forEach(c -> names.addAll(c.srsNames()));
        return names;
    }

    /** How many numbers make a position, as it or the next one around it says; 2 if none does. */
    int srsDimension() {
        return srsDimension;
    }

    String text() {
        return text.toString().strip();
    }

    List<XmlElement> children() {
        return children;
    }

    /** The first child with a name, or null. */
    @Nullable
    XmlElement child(String wanted) {
        return children.stream().filter(c -> c.name.equals(wanted)).findFirst().orElse(null);
    }

    /** All elements with a name below this one, not looking into those found. */
    List<XmlElement> below(String... wanted) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement child : children) {
            if (List.of(wanted).contains(child.name)) {
                found.add(child);
            } else {
                found.addAll(child.below(wanted));
            }
        }
        return found;
    }
}
