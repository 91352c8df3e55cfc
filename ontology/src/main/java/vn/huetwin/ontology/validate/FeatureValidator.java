package vn.huetwin.ontology.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.feature.Draft;

/**
 * Checks drafts against the declaration of their layer: key, geometry, properties, code values. Collects all that
 * is wrong with a draft, mends what has one obvious meaning and says so. Safe for several threads.
 */
public final class FeatureValidator {
    /**
     * @param keyLength     longest key in characters; keys are part of IRIs and index entries
     * @param vertices      most vertices of one geometry; one feature must not fill the memory
     * @param textLength    longest text where the declaration sets no limit, in characters
     * @param domainMargin  how far a feature may reach out of the domain, in degrees; rivers and roads do
     */
    public record Limits(int keyLength, int vertices, int textLength, double domainMargin) {
        public static final Limits DEFAULT = new Limits(200, 1_000_000, 1_000_000, 0.1);
    }

    private final Limits limits;
    private final GeometryCheck geometryCheck;
    private final Map<Layer, LayerCheck> layers = new ConcurrentHashMap<>();

    /** @param domain WGS 84 lon/lat box in which all features lie, or null for anywhere on Earth */
    public FeatureValidator(@Nullable Envelope domain) {
        this(domain, Limits.DEFAULT);
    }

    public FeatureValidator(@Nullable Envelope domain, Limits limits) {
        this.limits = limits;
        this.geometryCheck = new GeometryCheck(domain, limits);
    }

    /**
     * Whether features may lie there.
     *
     * @param box WGS 84 lon/lat
     */
    public boolean allows(Envelope box) {
        return geometryCheck.allows(box);
    }

    /** Never throws on bad data: whatever is wrong is in the verdict. */
    public Verdict check(Layer layer, Draft draft) {
        return check(layer, draft, true);
    }

    /** Checks what a change of a feature says; what it does not say is no fault. */
    public Verdict checkChange(Layer layer, Draft change) {
        return check(layer, change, false);
    }

    /**
     * What a feature lacks.
     *
     * @param values checked ones, in the order of the layer's properties
     */
    public List<Problem> missing(Layer layer, @Nullable Object[] values, @Nullable Geometry geometry) {
        List<Problem> problems = new ArrayList<>(0);
        List<Property> properties = layer.properties();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && properties.get(i).required()) {
                problems.add(ValueCheck.missing(properties.get(i).name()));
            }
        }
        if (geometry == null) {
            geometryCheck.check(null, layer.geometry(), problems, problems);
        }
        return problems;
    }

    private Verdict check(Layer layer, Draft draft, boolean whole) {
        List<Problem> problems = new ArrayList<>(2);
        List<Problem> repairs = new ArrayList<>(2);
        checkKey(draft.key(), problems);
        @Nullable
        Object[] values = layers.computeIfAbsent(layer, l -> new LayerCheck(l, limits))
                .check(draft.properties(), whole, problems, repairs);
        Geometry geometry = whole || draft.geometry() != null
                ? geometryCheck.check(draft.geometry(), layer.geometry(), problems, repairs)
                : null;
        if (!problems.isEmpty()) {
            return new Verdict.Refused(problems);
        }
        return new Verdict.Checked(draft.key(), geometry, Arrays.asList(values), draft.validFrom(), repairs);
    }

    private void checkKey(String key, List<Problem> problems) {
        if (key.isBlank()) {
            problems.add(new Problem(
                    "key-missing",
                    "id",
                    new Text(
                            "Đối tượng không có khóa; hãy cho biết cột khóa hoặc thành phần id",
                            "The feature has no key; name a key column or give an id member")));
            return;
        }
        if (key.codePointCount(0, key.length()) > limits.keyLength()) {
            problems.add(new Problem(
                    "key-too-long",
                    "id",
                    new Text(
                            "Khóa dài " + key.length() + " ký tự, tối đa " + limits.keyLength(),
                            "The key has " + key.length() + " characters, at most " + limits.keyLength()
                                    + " are allowed")));
        }
        for (int i = 0; i < key.length(); i++) {
            if (Character.isISOControl(key.charAt(i))) {
                problems.add(new Problem(
                        "key-control-character",
                        "id",
                        new Text(
                                "Khóa chứa ký tự điều khiển ở vị trí " + (i + 1),
                                "The key has a control character at position " + (i + 1))));
                return;
            }
        }
    }

    /** The properties of one layer, prepared once. */
    private static final class LayerCheck {
        private final Layer layer;
        private final List<Property> properties;
        private final ValueCheck[] checks;

        LayerCheck(Layer layer, Limits limits) {
            this.layer = layer;
            this.properties = layer.properties();
            this.checks =
                    properties.stream().map(p -> new ValueCheck(p, limits)).toArray(ValueCheck[]::new);
        }

        @Nullable
        Object[] check(Map<String, Object> given, boolean whole, List<Problem> problems, List<Problem> repairs) {
            @Nullable Object[] values = new @Nullable Object[checks.length];
            int known = 0;
            for (int i = 0; i < checks.length; i++) {
                Object value = given.get(properties.get(i).name());
                if (value != null) {
                    known++;
                }
                if (whole || value != null) {
                    values[i] = checks[i].check(value, problems, repairs);
                }
            }
            if (known < given.size()) {
                refuseUnknown(given, problems);
            }
            return values;
        }

        private void refuseUnknown(Map<String, Object> given, List<Problem> problems) {
            for (String name : given.keySet()) {
                if (layer.find(name) == null) {
                    List<String> names = properties.stream().map(Property::name).toList();
                    String nearest = Nearest.to(name, names);
                    String all = String.join(", ", names);
                    problems.add(new Problem(
                            "unknown-property",
                            name,
                            new Text(
                                    "Lớp '" + layer.name() + "' không có thuộc tính '" + name + "'"
                                            + (nearest == null ? "; có: " + all : "; có phải là '" + nearest + "'?"),
                                    "The layer '" + layer.name() + "' has no property '" + name + "'"
                                            + (nearest == null
                                                    ? "; it has: " + all
                                                    : "; did you mean '" + nearest + "'?"))));
                }
            }
        }
    }
}
