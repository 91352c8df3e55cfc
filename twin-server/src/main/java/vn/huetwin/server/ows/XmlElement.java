package vn.huetwin.server.ows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An element of a request. Names are local names: who sends which prefix is of no account. */
public final class XmlElement {
    private final String namespace;
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    XmlElement(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    void put(String attribute, String value) {
        attributes.put(attribute, value);
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void add(String part) {
        text.append(part);
    }

    /** Empty if it has none. */
    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** By local names; namespace declarations are not among them. */
    public Map<String, String> attributes() {
        return attributes;
    }

    public @Nullable String attribute(String local) {
        return attributes.get(local);
    }

    public List<XmlElement> children() {
        return children;
    }

    /** The children of a name. */
    public List<XmlElement> all(String local) {
        return children.stream().filter(c -> c.name.equals(local)).toList();
    }

    /** The first child of a name, or null. */
    public @Nullable XmlElement find(String local) {
        for (XmlElement child : children) {
            if (child.name.equals(local)) {
                return child;
            }
        }
        return null;
    }

    /** Its own text, as it stands. */
    public String text() {
        return text.toString();
    }

    /** A name without its prefix, as {@code building} of {@code hue:building}. */
    public static String local(String qualified) {
        return qualified.substring(qualified.indexOf(':') + 1).strip();
    }

    @Override
    public String toString() {
        return "<" + name + ">";
    }
}
