package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.citygml4j.core.model.building.AbstractBuilding;
import org.citygml4j.core.model.cityobjectgroup.CityObjectGroup;
import org.citygml4j.core.model.construction.AbstractConstruction;
import org.citygml4j.core.model.construction.HeightProperty;
import org.citygml4j.core.model.core.AbstractCityObject;
import org.citygml4j.core.model.core.AbstractFeature;
import org.citygml4j.core.model.core.AbstractGenericAttribute;
import org.citygml4j.core.model.core.AbstractGenericAttributeProperty;
import org.citygml4j.core.model.core.AbstractSpace;
import org.citygml4j.core.model.core.ExternalReferenceProperty;
import org.citygml4j.core.model.core.StandardObjectClassifier;
import org.citygml4j.core.model.generics.GenericAttributeSet;
import org.citygml4j.core.model.relief.AbstractReliefComponent;
import org.citygml4j.core.model.relief.TINRelief;
import org.citygml4j.core.visitor.ObjectWalker;
import org.jspecify.annotations.Nullable;
import org.xmlobjects.gml.model.basictypes.Code;
import org.xmlobjects.gml.model.basictypes.Measure;
import vn.huetwin.ingest.format.citymodel.CityObject.Attribute;
import vn.huetwin.ingest.format.citymodel.CityObject.Fact;

/** Turns a CityGML feature with all that it holds into objects, their parts, surfaces and attributes. */
final class GmlObjects {
    private static final int MOST_ATTRIBUTES = 5_000;

    private final GmlShapes shapes;
    private final CityGmlScan scan;

    GmlObjects(GmlShapes shapes, CityGmlScan scan) {
        this.shapes = shapes;
        this.scan = scan;
    }

    static boolean isCityObject(AbstractFeature feature) {
        return feature instanceof AbstractCityObject;
    }

    static String type(AbstractFeature feature) {
        return feature.getClass().getSimpleName();
    }

    /** A feature that stands for itself, not as the surface of another. */
    private static boolean isObject(AbstractFeature feature) {
        return feature instanceof AbstractSpace
                || feature instanceof CityObjectGroup
                || feature instanceof AbstractReliefComponent;
    }

    Member.Read read(long number, AbstractFeature top) {
        Mended mended = new Mended();
        Run run = new Run(shapes.new OfMember(mended), top, number);
        top.accept(run);
        run.own.takeLinked();
        List<CityObject> objects = new ArrayList<>(run.objects.size());
        for (CityObject object : run.objects) {
            objects.add(new CityObject(
                    object.id(),
                    object.type(),
                    object.parent(),
                    object.facts(),
                    object.attributes(),
                    object.shapes().stream().map(run.own::linked).toList()));
        }
        return new Member.Read(number, objects, mended.problems());
    }

    /** Walks one member. */
    private final class Run extends ObjectWalker {
        private final GmlShapes.OfMember own;
        private final AbstractFeature top;
        private final long number;
        private final List<CityObject> objects = new ArrayList<>();
        private final IdentityHashMap<AbstractFeature, CityObject> byFeature = new IdentityHashMap<>();

        Run(GmlShapes.OfMember own, AbstractFeature top, long number) {
            this.own = own;
            this.top = top;
            this.number = number;
        }

        @Override
        public void visit(AbstractFeature feature) {
            if (!byFeature.containsKey(feature) && feature instanceof AbstractCityObject object) {
                if (feature == top || isObject(feature)) {
                    object(object);
                } else {
                    surface(object);
                }
            }
            super.visit(feature);
        }

        private @Nullable CityObject owner(AbstractFeature feature) {
            AbstractFeature at = feature.getParent(AbstractFeature.class);
            while (at != null) {
                CityObject found = byFeature.get(at);
                if (found != null) {
                    return found;
                }
                at = at.getParent(AbstractFeature.class);
            }
            return null;
        }

        private void object(AbstractCityObject feature) {
            CityObject parent = feature == top ? null : owner(feature);
            String id = feature.getId();
            if (id == null || id.isBlank()) {
                id = parent == null ? "object-" + number : parent.id() + "/" + type(feature) + "-" + objects.size();
            }
            CityObject object = new CityObject(
                    id,
                    type(feature),
                    parent == null ? null : parent.id(),
                    facts(feature),
                    new ArrayList<>(),
                    new ArrayList<>());
            objects.add(object);
            byFeature.put(feature, object);
            attributes(feature, null, object.attributes());
            own.of(object.shapes(), feature.getGeometryInfo(false), "", null);
            if (feature instanceof TINRelief relief && relief.getTin() != null) {
                own.add(object.shapes(), relief.getTin(), Integer.toString(lod(relief)), "", null);
            }
            if (feature == top) {
                extensions(object);
            }
        }

        private int lod(AbstractReliefComponent relief) {
            return relief.getLod();
        }

        private void extensions(CityObject object) {
            Map<String, Integer> times = new java.util.HashMap<>();
            for (CityGmlScan.Value value : scan.extensions(object.id())) {
                int time = times.merge(value.path(), 1, Integer::sum);
                String name = time == 1 ? value.path() : value.path() + "-" + time;
                object.attributes().add(new Attribute(null, name, typed(value.text()), value.unit()));
            }
        }

        private void surface(AbstractCityObject feature) {
            CityObject owner = owner(feature);
            if (owner == null) {
                return;
            }
            String id = feature.getId();
            own.of(owner.shapes(), feature.getGeometryInfo(false), Role.of(type(feature)), id);
            if (id != null) {
                attributes(feature, id, owner.attributes());
            }
        }

        private void attributes(AbstractCityObject feature, @Nullable String of, List<Attribute> into) {
            if (feature.getDescription() != null && feature.getDescription().getValue() != null) {
                into.add(new Attribute(
                        of, "description", feature.getDescription().getValue(), null));
            }
            generic(feature.getGenericAttributes(), of, "", into);
            int references = 0;
            for (ExternalReferenceProperty property : feature.getExternalReferences()) {
                var reference = property.getObject();
                if (reference != null && reference.getTargetResource() != null) {
                    references++;
                    String system = reference.getInformationSystem();
                    into.add(new Attribute(
                            of,
                            "externalReference" + (references == 1 ? "" : "-" + references),
                            reference.getTargetResource(),
                            system));
                }
            }
        }

        private void generic(
                List<AbstractGenericAttributeProperty> properties,
                @Nullable String of,
                String set,
                List<Attribute> into) {
            for (AbstractGenericAttributeProperty property : properties) {
                AbstractGenericAttribute<?> attribute = property.getObject();
                if (attribute == null || attribute.getName() == null || into.size() >= MOST_ATTRIBUTES) {
                    continue;
                }
                String name = set + attribute.getName();
                Object value = attribute.getValue();
                if (attribute instanceof GenericAttributeSet nested) {
                    generic(nested.getValue(), of, name + "/", into);
                } else if (value instanceof Measure measure) {
                    if (measure.getValue() != null) {
                        into.add(new Attribute(of, name, measure.getValue(), measure.getUom()));
                    }
                } else if (value instanceof Code code) {
                    if (code.getValue() != null) {
                        into.add(new Attribute(of, name, code.getValue(), code.getCodeSpace()));
                    }
                } else if (value instanceof Number || value instanceof Boolean) {
                    into.add(new Attribute(of, name, value, null));
                } else if (value != null) {
                    into.add(new Attribute(of, name, value.toString(), null));
                }
            }
        }
    }

    private Map<Fact, Object> facts(AbstractCityObject feature) {
        Map<Fact, Object> facts = new EnumMap<>(Fact.class);
        if (!feature.getNames().isEmpty() && feature.getNames().get(0).getValue() != null) {
            facts.put(Fact.NAME, feature.getNames().get(0).getValue());
        }
        if (feature instanceof StandardObjectClassifier classifier) {
            put(facts, Fact.CLASS, classifier.getClassifier());
            codes(facts, Fact.FUNCTION, classifier.getFunctions());
            codes(facts, Fact.USAGE, classifier.getUsages());
        }
        if (feature instanceof AbstractConstruction construction) {
            construction(facts, construction);
        }
        if (feature instanceof AbstractBuilding building) {
            put(facts, Fact.ROOF_TYPE, building.getRoofType());
            if (building.getStoreysAboveGround() != null) {
                facts.put(Fact.FLOORS, building.getStoreysAboveGround().longValue());
            }
            if (building.getStoreysBelowGround() != null) {
                facts.put(Fact.FLOORS_BELOW, building.getStoreysBelowGround().longValue());
            }
        }
        if (feature.getValidFrom() != null) {
            facts.put(Fact.VALID_FROM, feature.getValidFrom().toInstant());
        }
        String address = feature.getId() == null ? null : scan.address(feature.getId());
        if (address != null) {
            facts.put(Fact.ADDRESS, address);
        }
        return facts;
    }

    private static void construction(Map<Fact, Object> facts, AbstractConstruction construction) {
        for (HeightProperty property : construction.getHeights()) {
            var height = property.getObject();
            if (height != null && height.getValue() != null && height.getValue().getValue() != null) {
                facts.putIfAbsent(Fact.HEIGHT, height.getValue().getValue());
            }
        }
        if (construction.getDateOfConstruction() != null) {
            facts.put(
                    Fact.YEAR_BUILT, (long) construction.getDateOfConstruction().getYear());
        }
    }

    private static void put(Map<Fact, Object> facts, Fact fact, @Nullable Code code) {
        if (code != null && code.getValue() != null) {
            facts.put(fact, code.getValue());
        }
    }

    private static void codes(Map<Fact, Object> facts, Fact fact, List<Code> codes) {
        List<String> values = codes.stream()
                .map(Code::getValue)
                .filter(java.util.Objects::nonNull)
                .toList();
        if (!values.isEmpty()) {
            facts.put(fact, String.join(" ", values));
        }
    }

    /** A number if it is one without loss: codes with leading zeros stay text. */
    static Object typed(String text) {
        if (text.length() < 16 && text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")) {
            return Double.valueOf(text);
        }
        return text;
    }
}
