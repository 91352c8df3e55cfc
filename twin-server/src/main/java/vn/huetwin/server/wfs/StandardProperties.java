package vn.huetwin.server.wfs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.ontology.store.GmlProperties.Change;
import vn.huetwin.ontology.store.GmlProperties.Name;
import vn.huetwin.ontology.store.GmlProperties.Value;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;

/**
 * What a transaction does to {@code gml:description}, {@code gml:identifier} and {@code gml:name} of features, which every
 * type inherits (OGC 07-036, clause 9.4.1): kept as sent, beside the properties of the layer.
 */
final class StandardProperties {
    private static final String NAMESPACE = "http://www.opengis.net/gml";
    private static final String PREFIX = "gml:";

    private final List<Change> changes = new ArrayList<>();

    /** The one that an element of a feature is, or null. */
    static @Nullable Name of(XmlElement element) {
        return element.namespace().startsWith(NAMESPACE) ? Name.find(element.name()) : null;
    }

    /** The one that a path without position names, or null. */
    static @Nullable Name of(String path) {
        return path.startsWith(PREFIX) ? Name.find(XmlElement.local(path)) : null;
    }

    /** Those that a new or replaced feature comes with; it has no others. */
    void given(Layer layer, String key, XmlElement feature) {
        Map<Name, @Nullable Value> values = new EnumMap<>(Name.class);
        for (XmlElement element : feature.children()) {
            Name name = of(element);
            if (name != null && values.put(name, value(name, element)) != null) {
                throw refused(
                        name,
                        "đối tượng chỉ giữ một " + PREFIX + name.local(),
                        "a feature keeps one " + PREFIX + name.local() + " only");
            }
        }
        changes.add(new Change(new FeatureId(layer.name(), key), true, values));
    }

    /** @param values by name, null for those that go */
    void changed(Layer layer, String key, Map<Name, @Nullable Value> values) {
        if (!values.isEmpty()) {
            changes.add(new Change(new FeatureId(layer.name(), key), false, values));
        }
    }

    void deleted(Layer layer, String key) {
        changes.add(new Change(new FeatureId(layer.name(), key), true, Map.of()));
    }

    /** @return null if there is no text */
    static @Nullable Value value(Name name, @Nullable XmlElement holder) {
        if (holder == null || holder.text().isBlank()) {
            return null;
        }
        String codeSpace = holder.attribute("codeSpace");
        Value value = new Value(codeSpace, holder.text().strip());
        if (value.text().length() > GmlProperties.LONGEST
                || (codeSpace != null && codeSpace.length() > GmlProperties.LONGEST)) {
            throw refused(
                    name,
                    "tối đa " + GmlProperties.LONGEST + " ký tự",
                    "it may have at most " + GmlProperties.LONGEST + " characters");
        }
        return value;
    }

    /** In the transaction of the edits. */
    void write(GmlProperties kept, Connection connection) throws SQLException {
        changes.removeIf(change -> change.values().isEmpty()
                && !kept.of(change.feature().layer())
                        .containsKey(change.feature().key()));
        boolean more = changes.stream().anyMatch(change -> !change.values().isEmpty());
        if (more && kept.size() + changes.size() > GmlProperties.MOST_FEATURES) {
            throw refused(
                    Name.NAME,
                    "máy chủ chỉ giữ thuộc tính chuẩn GML của " + GmlProperties.MOST_FEATURES
                            + " đối tượng; hãy dùng thuộc tính của lớp",
                    "the server keeps standard properties of GML for " + GmlProperties.MOST_FEATURES
                            + " features only; use the properties of the layer");
        }
        GmlProperties.write(connection, changes);
    }

    void committed(GmlProperties kept) throws SQLException {
        kept.committed(changes);
    }

    private static OwsException refused(Name name, String vi, String en) {
        return new OwsException("InvalidValue", PREFIX + name.local(), new Text(vi, en), 400);
    }
}
