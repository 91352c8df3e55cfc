package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.store.LayerRows;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.WardLocator;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Folds events into the features they are about: an event carries the properties that change, the rest stays. An
 * event older than the state it meets is kept in the log and does not overwrite it.
 */
final class EventFold {
    private record Folded(int index, CityEvent event, Layer layer, Verdict.Checked checked, boolean late) {}

    private final Catalogue catalogue;
    private final FeatureValidator validator;
    private final LayerWriter writer;
    private final ObjectMapper mapper = new ObjectMapper();
    private final GeoJsonPlace places = new GeoJsonPlace(new GeometryFactory());

    EventFold(Catalogue catalogue, FeatureValidator validator, LayerWriter writer) {
        this.catalogue = catalogue;
        this.validator = validator;
        this.writer = writer;
    }

    /** Events on one subject go in the order of their time; each wave holds a subject once. */
    void apply(Connection connection, List<CityEvent> events, Instant now, Map<Integer, Receipt> receipts)
            throws SQLException {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            open.add(i);
        }
        open.sort(java.util.Comparator.comparing(i -> events.get(i).time()));
        while (!open.isEmpty()) {
            List<Integer> wave = new ArrayList<>();
            List<Integer> rest = new ArrayList<>();
            Set<String> subjects = new HashSet<>();
            for (Integer i : open) {
                CityEvent event = events.get(i);
                (subjects.add(event.layer() + '/' + event.subject()) ? wave : rest).add(i);
            }
            applyWave(connection, events, wave, now, receipts);
            open = rest;
        }
    }

    private void applyWave(
            Connection connection,
            List<CityEvent> events,
            List<Integer> wave,
            Instant now,
            Map<Integer, Receipt> receipts)
            throws SQLException {
        Map<Layer, List<Integer>> byLayer = new LinkedHashMap<>();
        for (Integer i : wave) {
            Layer layer = catalogue.find(events.get(i).layer());
            if (layer == null) {
                receipts.put(i, new Receipt.Rejected(List.of(unknownLayer(events.get(i)))));
            } else {
                byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(i);
            }
        }
        List<Folded> folded = new ArrayList<>();
        for (Map.Entry<Layer, List<Integer>> entry : byLayer.entrySet()) {
            fold(connection, entry.getKey(), events, entry.getValue(), folded, receipts);
        }
        write(connection, folded, now, receipts);
    }

    private void fold(
            Connection connection,
            Layer layer,
            List<CityEvent> events,
            List<Integer> indexes,
            List<Folded> folded,
            Map<Integer, Receipt> receipts)
            throws SQLException {
        Map<String, LayerRows.Row> present = LayerRows.load(
                connection,
                layer,
                indexes.stream().map(i -> events.get(i).subject()).toList());
        for (Integer i : indexes) {
            CityEvent event = events.get(i);
            LayerRows.Row row = present.get(event.subject());
            try {
                Verdict verdict = validator.check(layer, draft(layer, event, row));
                if (verdict instanceof Verdict.Checked checked) {
                    boolean late = row != null && event.time().isBefore(row.validFrom());
                    folded.add(new Folded(i, event, layer, checked, late));
                } else if (verdict instanceof Verdict.Refused refused) {
                    receipts.put(i, new Receipt.Rejected(refused.problems()));
                }
            } catch (EventException e) {
                receipts.put(i, new Receipt.Rejected(e.problems()));
            }
        }
    }

    private Draft draft(Layer layer, CityEvent event, LayerRows.@Nullable Row row) throws EventException {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (row != null) {
            for (int i = 0; i < layer.properties().size(); i++) {
                Object value = row.values().get(i);
                if (value != null) {
                    properties.put(layer.properties().get(i).name(), value);
                }
            }
        }
        Geometry geometry = row == null ? null : row.geometry();
        for (Map.Entry<String, JsonNode> member : event.data().properties()) {
            if (member.getKey().equals("geometry")) {
                geometry = member.getValue().isNull() ? geometry : places.geometry(member.getValue());
            } else if (member.getValue().isNull()) {
                properties.remove(member.getKey());
            } else {
                properties.put(member.getKey(), scalar(member.getKey(), member.getValue()));
            }
        }
        Property time = layer.timeProperty() == null ? null : layer.find(layer.timeProperty());
        if (time != null && !properties.containsKey(time.name())) {
            properties.put(time.name(), event.time());
        }
        return new Draft(event.subject(), geometry, properties, event.time());
    }

    private static Object scalar(String field, JsonNode value) throws EventException {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        throw new EventException(
                "value-not-simple",
                field,
                field + " phải là giá trị đơn",
                field + " must be one text, number or boolean");
    }

    private void write(Connection connection, List<Folded> folded, Instant now, Map<Integer, Receipt> receipts)
            throws SQLException {
        if (folded.isEmpty()) {
            return;
        }
        WardLocator wards = writer.wards(connection);
        List<EventLog.Draft> drafts = new ArrayList<>();
        for (Folded f : folded) {
            drafts.add(new EventLog.Draft(
                    f.event().source(),
                    f.event().id(),
                    f.event().type(),
                    f.layer().name(),
                    f.event().subject(),
                    f.event().time(),
                    wards.locate(f.checked().geometry()),
                    f.event().data().toString(),
                    mapper.valueToTree(f.event().extensions()).toString()));
        }
        Map<Integer, Long> positions = EventLog.append(connection, drafts, now);
        Map<Layer, List<Folded>> byLayer = new HashMap<>();
        long last = 0;
        for (int i = 0; i < folded.size(); i++) {
            Folded f = folded.get(i);
            Long position = positions.get(i);
            if (position == null) {
                receipts.put(f.index(), new Receipt.Duplicate());
                continue;
            }
            receipts.put(f.index(), new Receipt.Accepted(position));
            last = Math.max(last, position);
            if (!f.late()) {
                byLayer.computeIfAbsent(f.layer(), l -> new ArrayList<>()).add(f);
            }
        }
        for (Map.Entry<Layer, List<Folded>> entry : byLayer.entrySet()) {
            writer.write(
                    connection,
                    entry.getKey(),
                    entry.getValue().stream().map(Folded::checked).iterator(),
                    last,
                    "events",
                    now);
        }
    }

    private static Problem unknownLayer(CityEvent event) {
        return new Problem(
                "unknown-type",
                "type",
                new Text(
                        "Không biết loại sự kiện '" + event.type() + "': không có lớp '" + event.layer() + "'",
                        "The type '" + event.type() + "' is not known: there is no layer '" + event.layer() + "'"));
    }
}
