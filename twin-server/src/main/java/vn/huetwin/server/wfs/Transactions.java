package vn.huetwin.server.wfs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.edit.Edit;
import vn.huetwin.server.edit.Edits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.Xml;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.server.security.Role;

/**
 * Transaction of WFS 1.0, 1.1 and 2.0: all of it is stored or nothing. One of version 1.0.0 has its coordinates as x, y
 * whatever its srsName says: so QGIS writes them, even to a service of version 2.0.
 */
final class Transactions {
    private static final int MAX_EDITS = 10_000;
    private static final String ID_SPACE = "UseExisting";

    private final Catalogue catalogue;
    private final FeatureStore store;
    private final GmlProperties standard;
    private final CrsRegistry systems;
    private final Edits edits;

    Transactions(Catalogue catalogue, FeatureStore store, GmlProperties standard, CrsRegistry systems, Edits edits) {
        this.catalogue = catalogue;
        this.store = store;
        this.standard = standard;
        this.systems = systems;
        this.edits = edits;
    }

    /** One transaction while it is read. */
    private final class Reading {
        private final WfsVersion version;
        private final Access access;
        private final List<Edit> all = new ArrayList<>();
        private final StandardProperties inherited = new StandardProperties();

        Reading(WfsVersion version, Access access) {
            this.version = version;
            this.access = access;
        }

        void actions(XmlElement transaction) {
            for (XmlElement action : transaction.children()) {
                switch (action.name()) {
                    case "Insert" -> insert(action);
                    case "Update" -> update(action);
                    case "Replace" -> replace(action);
                    case "Delete" -> delete(action);
                    case "Native" -> {
                        if (!"true".equals(action.attribute("safeToIgnore"))) {
                            throw refused("Native", "không nhận Native", "Native actions are not taken");
                        }
                    }
                    case "LockId" -> {}
                    default ->
                        throw new OwsException(
                                "OperationParsingFailed",
                                action.name(),
                                new Text("Không biết " + action, action + " is not known"),
                                400);
                }
                if (all.size() > MAX_EDITS) {
                    throw refused(
                            action.name(),
                            "tối đa " + MAX_EDITS + " đối tượng trong một giao dịch",
                            "a transaction may edit at most " + MAX_EDITS + " features");
                }
            }
        }

        private void insert(XmlElement action) {
            List<XmlElement> features = new ArrayList<>();
            for (XmlElement child : action.children()) {
                if (child.name().equals("FeatureCollection") || child.name().endsWith("ember")) {
                    members(child, features);
                } else {
                    features.add(child);
                }
            }
            boolean keep = ID_SPACE.equals(action.attribute("idgen"));
            for (XmlElement feature : features) {
                Layer layer = type(feature, "Insert");
                FeatureId given = keep ? GmlId.parse(String.valueOf(feature.attribute("id"))) : null;
                String key = given == null ? edits.newKey() : given.key();
                inherited.given(layer, key, feature);
                all.add(new Edit(
                        Edit.Kind.CREATED, layer, key, content(feature, layer, false), action.attribute("handle")));
            }
        }

        private void members(XmlElement element, List<XmlElement> features) {
            for (XmlElement child : element.children()) {
                if (child.name().equals("member") || child.name().startsWith("featureMember")) {
                    members(child, features);
                } else if (access.find(catalogue, child.name()) != null) {
                    features.add(child);
                }
            }
        }

        /** @param whole whether what is not there is removed */
        private ObjectNode content(XmlElement feature, Layer layer, boolean whole) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            if (whole) {
                access.properties(layer).stream()
                        .filter(p -> !p.name().equals(layer.timeProperty()))
                        .forEach(p -> data.putNull(p.name()));
            }
            for (XmlElement element : feature.children()) {
                boolean own = !element.name().equals("boundedBy") && StandardProperties.of(element) == null;
                if (own) {
                    value(data, layer, element.name(), element);
                }
            }
            return data;
        }

        /** @param holder of the value: text, a geometry, or nothing for null */
        private void value(ObjectNode data, Layer layer, String name, @Nullable XmlElement holder) {
            if (name.equals(FeatureSchema.WARD)) {
                return; // computed from the geometry, as derived properties are: clients send it back with the others
            }
            XmlElement given = holder == null || "true".equals(holder.attribute("nil")) ? null : holder;
            if (layer.hasGeometry() && name.equals("geometry")) {
                if (given != null && !given.children().isEmpty()) {
                    GmlReader reader = new GmlReader(systems, axes(), version.defaultCrs(), "geometry");
                    data.set(name, Edits.geoJson(reader.read(given.children().get(0))));
                }
                return;
            }
            Property property = layer.find(name);
            if (property == null || !access.sees(property)) {
                throw invalid(FeatureRequestReader.noElement(layer, access, name, name));
            }
            if (given == null || (given.text().isEmpty() && !isText(property))) {
                data.putNull(name);
            } else {
                data.put(name, isText(property) ? given.text() : given.text().strip());
            }
        }

        private static boolean isText(Property property) {
            return property.type().javaType() == String.class;
        }

        private AxisRule axes() {
            return version == WfsVersion.V1_0 ? AxisRule.TRANSACTION_1_0 : version.axes();
        }

        private Layer layer(XmlElement action) {
            String name = action.attribute("typeName");
            if (name == null) {
                throw OwsException.missing("typeName");
            }
            return TypeNames.get(catalogue, access, name, "typeName");
        }

        private void update(XmlElement action) {
            Layer layer = layer(action);
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            Map<GmlProperties.Name, GmlProperties.@Nullable Value> values = new EnumMap<>(GmlProperties.Name.class);
            for (XmlElement property : action.all("Property")) {
                XmlElement name = property.find("ValueReference");
                name = name == null ? property.find("Name") : name;
                if (name == null) {
                    throw OwsException.missing("ValueReference");
                }
                String last = last(name.text().strip());
                GmlProperties.Name gml = StandardProperties.of(last);
                if (gml == null) {
                    value(data, layer, plain(layer, last), property.find("Value"));
                } else {
                    values.put(gml, StandardProperties.value(gml, property.find("Value")));
                }
            }
            for (String key : found(action, layer)) {
                inherited.changed(layer, key, values);
                all.add(new Edit(Edit.Kind.UPDATED, layer, key, data, action.attribute("handle")));
            }
        }

        /** {@code hue:name} of {@code hue:building/hue:name[1]}: no property has two values. */
        private static String last(String path) {
            return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\[1]$", "");
        }

        private String plain(Layer layer, String last) {
            if (last.startsWith("gml:")) {
                throw invalid(FeatureRequestReader.noElement(layer, access, last, last));
            }
            return XmlElement.local(last);
        }

        private Layer type(XmlElement feature, String action) {
            try {
                return TypeNames.get(catalogue, access, feature.name(), action);
            } catch (OwsException e) {
                throw invalid(e);
            }
        }

        /** Since version 2.0 what is wrong in the data of a transaction has a code of its own (09-025r2, table 3). */
        private OwsException invalid(OwsException e) {
            return version == WfsVersion.V2_0 ? new OwsException("InvalidValue", e.locator(), e.text(), e.status()) : e;
        }

        private void replace(XmlElement action) {
            for (XmlElement feature : action.children()) {
                if (feature.name().equals("Filter")) {
                    continue;
                }
                Layer layer = type(feature, "Replace");
                for (String key : found(action, layer)) {
                    inherited.given(layer, key, feature);
                    all.add(new Edit(
                            Edit.Kind.REPLACED, layer, key, content(feature, layer, true), action.attribute("handle")));
                }
            }
        }

        private void delete(XmlElement action) {
            Layer layer = layer(action);
            if (action.find("Filter") == null) {
                throw OwsException.missing("Filter");
            }
            for (String key : found(action, layer)) {
                inherited.deleted(layer, key);
                all.add(new Edit(
                        Edit.Kind.DELETED,
                        layer,
                        key,
                        JsonNodeFactory.instance.objectNode(),
                        action.attribute("handle")));
            }
        }

        private List<String> found(XmlElement action, Layer layer) {
            XmlElement filter = action.find("Filter");
            Filter condition = Filter.INCLUDE;
            if (filter != null) {
                GmlReader geometries = new GmlReader(systems, axes(), version.defaultCrs(), "filter");
                condition = new FilterReader(geometries, standard, layer.name(), "filter").read(filter);
            }
            List<String> keys = new ArrayList<>();
            FeatureQuery query = FeatureQuery.all(layer.name(), access)
                    .filter(condition)
                    .properties(List.of(), false)
                    .limit(MAX_EDITS + 1);
            try (FeatureRows rows = store.rows(query)) {
                while (rows.next()) {
                    keys.add(rows.key());
                }
            }
            return keys;
        }
    }

    private static OwsException refused(String locator, String vi, String en) {
        return new OwsException("OperationProcessingFailed", locator, new Text(vi, en), 400);
    }

    /** @throws OwsException if any of it is refused; then nothing is stored */
    String run(XmlElement transaction, WfsVersion version, Caller caller) throws SQLException {
        caller.require(Role.PLANNER);
        Reading reading = new Reading(version, caller.access());
        reading.actions(transaction);
        try {
            if (!reading.all.isEmpty()) {
                edits.store(caller, reading.all, connection -> reading.inherited.write(standard, connection));
                reading.inherited.committed(standard);
            }
        } catch (Edits.RefusedEdit e) {
            Problem first = e.problems().get(0);
            String handle = e.edit().handle();
            String feature = GmlId.of(e.edit().layer().name(), e.edit().key());
            throw new OwsException(
                    version == WfsVersion.V2_0 ? "InvalidValue" : "InvalidParameterValue",
                    handle == null ? first.field() : handle,
                    new Text(
                            feature + ": " + first.message().vi(),
                            feature + ": " + first.message().en()),
                    400);
        }
        return switch (version) {
            case V1_0 -> first(reading.all);
            case V1_1, V2_0 -> later(version, reading.all);
        };
    }

    private static List<Edit> of(List<Edit> all, Edit.Kind kind) {
        return all.stream().filter(e -> e.kind() == kind).toList();
    }

    /** OGC 02-058, clause 11.3. */
    private static String first(List<Edit> all) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<wfs:WFS_TransactionResponse version=\"1.0.0\" xmlns:wfs=\"http://www.opengis.net/wfs\"")
                .append(" xmlns:ogc=\"http://www.opengis.net/ogc\">");
        for (Edit edit : of(all, Edit.Kind.CREATED)) {
            xml.append("\n  <wfs:InsertResult");
            handle(xml, edit);
            xml.append("><ogc:FeatureId fid=\"");
            Xml.escape(xml, GmlId.of(edit.layer().name(), edit.key()));
            xml.append("\"/></wfs:InsertResult>");
        }
        return xml.append(
                        "\n  <wfs:TransactionResult><wfs:Status><wfs:SUCCESS/></wfs:Status></wfs:TransactionResult>\n")
                .append("</wfs:WFS_TransactionResponse>\n")
                .toString();
    }

    private static void handle(StringBuilder xml, Edit edit) {
        if (edit.handle() != null) {
            xml.append(" handle=\"");
            Xml.escape(xml, edit.handle());
            xml.append('"');
        }
    }

    private static String later(WfsVersion version, List<Edit> all) {
        boolean two = version == WfsVersion.V2_0;
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<wfs:TransactionResponse version=\"")
                .append(version.number())
                .append("\" xmlns:wfs=\"");
        xml.append(version.wfs())
                .append(two ? "\" xmlns:fes=\"" : "\" xmlns:ogc=\"")
                .append(version.filter());
        xml.append("\">\n  <wfs:TransactionSummary>");
        total(xml, "Inserted", of(all, Edit.Kind.CREATED).size());
        total(xml, "Updated", of(all, Edit.Kind.UPDATED).size());
        if (two) {
            total(xml, "Replaced", of(all, Edit.Kind.REPLACED).size());
        }
        total(xml, "Deleted", of(all, Edit.Kind.DELETED).size());
        xml.append("</wfs:TransactionSummary>\n");
        results(xml, "InsertResults", of(all, Edit.Kind.CREATED), two);
        if (two) {
            results(xml, "UpdateResults", of(all, Edit.Kind.UPDATED), true);
            results(xml, "ReplaceResults", of(all, Edit.Kind.REPLACED), true);
        }
        return xml.append("</wfs:TransactionResponse>\n").toString();
    }

    private static void total(StringBuilder xml, String what, int number) {
        xml.append("<wfs:total").append(what).append('>').append(number);
        xml.append("</wfs:total").append(what).append('>');
    }

    private static void results(StringBuilder xml, String name, List<Edit> edits, boolean two) {
        if (edits.isEmpty()) {
            return;
        }
        xml.append("  <wfs:").append(name).append(">\n");
        for (Edit edit : edits) {
            xml.append("    <wfs:Feature");
            handle(xml, edit);
            xml.append(two ? "><fes:ResourceId rid=\"" : "><ogc:FeatureId fid=\"");
            Xml.escape(xml, GmlId.of(edit.layer().name(), edit.key()));
            xml.append("\"/></wfs:Feature>\n");
        }
        xml.append("  </wfs:").append(name).append(">\n");
    }
}
