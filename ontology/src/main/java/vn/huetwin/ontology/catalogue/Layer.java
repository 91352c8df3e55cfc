package vn.huetwin.ontology.catalogue;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A layer: one class of features, one table, one collection.
 *
 * <p>Beside its declared properties every layer has the system columns {@code id} (text key), {@code geometry}
 * (unless {@link GeometryType#NONE}), {@code ward_code} (where the feature lies, set at intake),
 * {@code valid_from} (since when it is so), {@code recorded_at}, {@code position} (the log position that wrote
 * it) and {@code batch} (key of the import batch or event source it comes from).
 */
public final class Layer {
    /** Columns that every layer has beside its own. */
    public static final Set<String> SYSTEM_COLUMNS = Set.of(
            "id",
            "geometry",
            "geometry_local",
            "ward_code",
            "valid_from",
            "valid",
            "recorded_at",
            "position",
            "batch",
            "known_from",
            "end_known",
            "known_until");

    private final String name;
    private final String iri;
    private final String classIri;
    private final Text title;
    private final Text description;
    private final GeometryType geometry;
    private final AccessClass access;
    private final Style style;
    private final Text group;
    private final int order;
    private final @Nullable String titleProperty;
    private final @Nullable String timeProperty;
    private final @Nullable String heightProperty;
    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final List<Property> inOrder;
    private final Map<String, Verb> verbs = new TreeMap<>();
    private final EventRules events;
    private final PlaceRules places;
    private final Map<String, Integer> indexes = new HashMap<>();

    /**
     * @param classIri       the class of its features
     * @param group          heading under which people find it
     * @param order          drawing order, low first
     * @param titleProperty  property that names a feature for people
     * @param timeProperty   property that {@code datetime} filters use; else {@code valid_from}
     * @param heightProperty property with the height above ground in metres, for extrusion
     * @param events         what events for it may say
     * @param places         what it says of places that are told in words
     */
    public Layer(
            String name,
            String iri,
            String classIri,
            Text title,
            Text description,
            GeometryType geometry,
            AccessClass access,
            Style style,
            Text group,
            int order,
            @Nullable String titleProperty,
            @Nullable String timeProperty,
            @Nullable String heightProperty,
            List<Property> properties,
            EventRules events,
            PlaceRules places) {
        this.name = name;
        this.iri = iri;
        this.classIri = classIri;
        this.title = title;
        this.description = description;
        this.geometry = geometry;
        this.access = access;
        this.style = style;
        this.group = group;
        this.order = order;
        this.titleProperty = titleProperty;
        this.timeProperty = timeProperty;
        this.heightProperty = heightProperty;
        this.events = events;
        this.places = places;
        events.verbs().forEach(v -> this.verbs.put(v.name(), v));
        for (Property property : properties) {
            this.properties.put(property.name(), property);
        }
        inOrder = List.copyOf(this.properties.values());
        for (int i = 0; i < inOrder.size(); i++) {
            indexes.put(inOrder.get(i).name(), i);
        }
    }

    public String name() {
        return name;
    }

    public String iri() {
        return iri;
    }

    public String classIri() {
        return classIri;
    }

    public Text title() {
        return title;
    }

    public Text description() {
        return description;
    }

    public GeometryType geometry() {
        return geometry;
    }

    public boolean hasGeometry() {
        return geometry != GeometryType.NONE;
    }

    public AccessClass access() {
        return access;
    }

    public Style style() {
        return style;
    }

    public Text group() {
        return group;
    }

    public int order() {
        return order;
    }

    public @Nullable String titleProperty() {
        return titleProperty;
    }

    public @Nullable String timeProperty() {
        return timeProperty;
    }

    public @Nullable String heightProperty() {
        return heightProperty;
    }

    public List<Property> properties() {
        return inOrder;
    }

    public @Nullable Property find(String property) {
        return properties.get(property);
    }

    /** What can happen to a feature, by name; empty if nothing is declared. */
    public Map<String, Verb> verbs() {
        return Collections.unmodifiableMap(verbs);
    }

    /** Names of members that tell of persons: a source that sends them is refused, and they are not kept. */
    public Set<String> refused() {
        return events.refused();
    }

    /** Whether the server alone makes its features; no source may send events for it. */
    public boolean derived() {
        return events.derived();
    }

    /** What its names say of places, or null. */
    public @Nullable NameRule names() {
        return places.names();
    }

    /** How its features are located when they come without coordinates, or null. */
    public @Nullable LocationRule location() {
        return places.location();
    }

    /** Its place in {@link #properties()}, -1 if there is no such property. */
    public int indexOf(String property) {
        return indexes.getOrDefault(property, -1);
    }

    @Override
    public String toString() {
        return name;
    }
}
