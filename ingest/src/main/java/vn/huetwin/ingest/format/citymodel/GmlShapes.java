package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.citygml4j.core.model.common.GeometryInfo;
import org.citygml4j.core.model.core.AbstractFeature;
import org.citygml4j.core.model.core.ImplicitGeometry;
import org.citygml4j.core.model.core.ImplicitGeometryProperty;
import org.citygml4j.core.visitor.ObjectWalker;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.xmlobjects.gml.model.base.AbstractAssociation;
import org.xmlobjects.gml.model.basictypes.Sign;
import org.xmlobjects.gml.model.geometry.AbstractGeometry;
import org.xmlobjects.gml.model.geometry.DirectPositionList;
import org.xmlobjects.gml.model.geometry.GeometryProperty;
import org.xmlobjects.gml.model.geometry.primitives.AbstractRing;
import org.xmlobjects.gml.model.geometry.primitives.AbstractRingProperty;
import org.xmlobjects.gml.model.geometry.primitives.Curve;
import org.xmlobjects.gml.model.geometry.primitives.LineString;
import org.xmlobjects.gml.model.geometry.primitives.LinearRing;
import org.xmlobjects.gml.model.geometry.primitives.OrientableSurface;
import org.xmlobjects.gml.model.geometry.primitives.Point;
import org.xmlobjects.gml.model.geometry.primitives.PolygonPatch;
import org.xmlobjects.gml.model.geometry.primitives.Rectangle;
import org.xmlobjects.gml.model.geometry.primitives.Solid;
import org.xmlobjects.gml.model.geometry.primitives.Triangle;
import org.xmlobjects.gml.util.jama.Matrix;
import org.xmlobjects.gml.visitor.GeometryWalker;
import org.xmlobjects.model.Child;
import vn.huetwin.ontology.store.CityMaterial;

/**
 * Turns the geometries of one member into shapes. A surface that a solid only links to is taken once, where it stands,
 * and marked as part of the solid's shell. A surface of another member is taken once for each member that links to it.
 */
final class GmlShapes {
    private final Ring3D rings;
    private final boolean northingFirst;
    private final GmlAppearances appearances;
    private final Prototypes prototypes;
    private GmlLinks across = GmlLinks.none();

    GmlShapes(Ring3D rings, boolean northingFirst, GmlAppearances appearances, Prototypes prototypes) {
        this.prototypes = prototypes;
        this.appearances = appearances;
        this.rings = rings;
        this.northingFirst = northingFirst;
    }

    /** @param links what members link to in others */
    void follow(GmlLinks links) {
        across = links;
    }

    /**
     * A link to a geometry.
     *
     * @param shell   of the solid that links; null outside of one
     * @param flipped whether the surface is seen from its other side
     */
    record Link(String target, @Nullable Integer shell, boolean flipped) {}

    /** Where the links of one geometry property put what they find. */
    private record Place(
            List<CityObject.Shape> shapes,
            String lod,
            String role,
            @Nullable String id,
            List<Link> links) {}

    /** One geometry, away from its member. */
    GmlLinks.Target target(AbstractGeometry geometry) {
        OfMember own = new OfMember(new Mended());
        List<Link> links = new ArrayList<>();
        OfMember.Collector collector = own.new Collector(links);
        geometry.accept(collector);
        return new GmlLinks.Target(collector.shells, collector.surfaces, links);
    }

    /** Keeps what others link to as a prototype. */
    void lookForPrototypes(AbstractFeature member) {
        OfMember own = new OfMember(new Mended());
        member.accept(new ObjectWalker() {
            @Override
            public void visit(AbstractGeometry geometry) {
                if (prototypes.wants(geometry.getId())) {
                    own.prototype(geometry);
                }
                super.visit(geometry);
            }
        });
    }

    /** Shapes of one member, growing. */
    final class OfMember {
        private final Mended mended;
        private final Set<String> seen = new HashSet<>();
        /** id of a linked surface → shell of the solid that links to it. */
        private final Map<String, Integer> links = new HashMap<>();

        private final IdentityHashMap<CityObject.Shape, Set<String>> ids = new IdentityHashMap<>();
        private final List<Place> places = new ArrayList<>();

        OfMember(Mended mended) {
            this.mended = mended;
        }

        /** What a feature has as its own. */
        void of(List<CityObject.Shape> shapes, GeometryInfo info, String role, @Nullable String id) {
            for (int lod : info.getLods()) {
                for (GeometryProperty<?> property : info.getGeometries(lod)) {
                    add(shapes, property, Integer.toString(lod), role, id);
                }
                for (ImplicitGeometryProperty property : info.getImplicitGeometries(lod)) {
                    implicit(shapes, property.getObject(), Integer.toString(lod), role, id);
                }
            }
            for (GeometryProperty<?> property : info.getNonLodGeometries()) {
                add(shapes, property, "0", role, id);
            }
        }

        void add(
                List<CityObject.Shape> shapes,
                GeometryProperty<?> property,
                String lod,
                String role,
                @Nullable String id) {
            AbstractGeometry geometry = property.getObject();
            Place place = new Place(shapes, lod, role, id, new ArrayList<>());
            Collector collector = new Collector(place.links());
            if (geometry == null) {
                collector.link(property.getHref());
            } else {
                geometry.accept(collector);
                collector.shapes(shapes, lod, role, id);
            }
            if (!place.links().isEmpty()) {
                places.add(place);
            }
        }

        private void implicit(
                List<CityObject.Shape> shapes,
                @Nullable ImplicitGeometry implicit,
                String lod,
                String role,
                @Nullable String id) {
            if (implicit == null) {
                return;
            }
            Prototypes.Prototype prototype = prototype(implicit.getRelativeGeometry());
            Coordinate origin = origin(implicit);
            if (prototype == null) {
                if (origin != null) {
                    shapes.add(new CityObject.Shape(
                            lod, role, id, null, rings.factory().createPoint(origin)));
                }
                return;
            }
            if (origin == null) {
                mended.add(Mended.Kind.NO_PLACE);
                return;
            }
            Matrix matrix = implicit.getTransformationMatrix() == null
                    ? Matrix.identity(4, 4)
                    : implicit.getTransformationMatrix().getValue();
            new Collector(prototype.placed(rings, matrix.getRowPackedCopy(), origin)).shapes(shapes, lod, role, id);
        }

        /** Null if there is none, or it is not in the file. */
        private Prototypes.@Nullable Prototype prototype(@Nullable GeometryProperty<?> property) {
            if (property == null) {
                return null;
            }
            AbstractGeometry geometry = property.getObject();
            if (geometry != null) {
                return prototype(geometry);
            }
            String href = property.getHref();
            if (href == null) {
                return null;
            }
            String id = href.startsWith("#") ? href.substring(1) : href;
            Prototypes.Prototype found = prototypes.find(id);
            if (found == null) {
                mended.add(prototypes.isFull() ? Mended.Kind.LINK_NOT_FOLLOWED : Mended.Kind.OUTSIDE_LINK, id);
            }
            return found;
        }

        /** In metres east, north and up: its axes are not those of the file. */
        private Prototypes.Prototype prototype(AbstractGeometry geometry) {
            Collector collector = new Collector(new ArrayList<>(), new Ring3D(false), false);
            geometry.accept(collector);
            Prototypes.Prototype prototype =
                    new Prototypes.Prototype(collector.shells, collector.surfaces, collector.others);
            String id = geometry.getId();
            if (id != null && prototypes.wants(id)) {
                prototypes.keep(id, prototype);
            }
            return prototype;
        }

        /**
         * When all features of the member are read and {@link #takeLinked} was called: marks what solids link to.
         *
         * @return the shape itself, or the same as part of a shell
         */
        CityObject.Shape linked(CityObject.Shape shape) {
            Set<String> own = ids.getOrDefault(shape, Set.of());
            for (String id : own) {
                Integer shell = links.get(id);
                if (shell != null && shell >= 0 && shape.shell() == null) {
                    return new CityObject.Shape(shape.lod(), shape.role(), shape.id(), shell, shape.geometry());
                }
            }
            return shape;
        }

        /**
         * When all features of the member are read: takes what they link to in other members, each surface once for a
         * level of detail, with its role rather than without; counts links that lead nowhere.
         */
        void takeLinked() {
            for (String id : links.keySet()) {
                if (!seen.contains(id) && !across.has(id)) {
                    mended.add(across.isFull() ? Mended.Kind.LINK_NOT_FOLLOWED : Mended.Kind.OUTSIDE_LINK, id);
                }
            }
            Set<String> taken = new HashSet<>();
            places.sort(Comparator.comparing(place -> place.role().isEmpty()));
            for (Place place : places) {
                Map<Integer, List<Polygon>> found = new TreeMap<>();
                Set<String> from = new HashSet<>();
                for (Link link : place.links()) {
                    if (!seen.contains(link.target()) && taken.add(place.lod() + " " + link.target())) {
                        across.take(link, found);
                        from.add(link.target());
                    }
                }
                found.forEach((number, polygons) -> join(place, number < 0 ? null : number, polygons, from));
            }
        }

        /** Puts linked surfaces to those that the same thematic surface has of its own. */
        private void join(Place place, @Nullable Integer number, List<Polygon> polygons, Set<String> from) {
            List<Polygon> all = new ArrayList<>();
            Set<String> names = new HashSet<>(from);
            List<CityObject.Shape> shapes = place.shapes();
            for (int i = 0; i < shapes.size(); i++) {
                CityObject.Shape shape = shapes.get(i);
                if (shape.lod().equals(place.lod())
                        && shape.role().equals(place.role())
                        && Objects.equals(shape.id(), place.id())
                        && Objects.equals(shape.shell(), number)
                        && shape.geometry().getDimension() == 2) {
                    for (int p = 0; p < shape.geometry().getNumGeometries(); p++) {
                        all.add((Polygon) shape.geometry().getGeometryN(p));
                    }
                    names.addAll(ids.getOrDefault(shape, Set.of()));
                    shapes.remove(i);
                    break;
                }
            }
            all.addAll(polygons);
            CityObject.Shape shape = new CityObject.Shape(
                    place.lod(),
                    place.role(),
                    place.id(),
                    number,
                    rings.factory().createMultiPolygon(all.toArray(Polygon[]::new)));
            shapes.add(shape);
            ids.put(shape, names);
        }

        /** Walks one geometry. */
        private final class Collector extends GeometryWalker {
            private final Map<Integer, List<Polygon>> shells;
            private final List<Polygon> surfaces;
            private final List<Geometry> others;
            private final Set<String> own = new HashSet<>();
            private final List<Link> found;
            private final Ring3D own3D;
            private final boolean turned;
            private @Nullable Integer shell;
            private boolean flipped;

            /** @param found where links go */
            Collector(List<Link> found) {
                this(found, rings, northingFirst);
            }

            /** @param turned whether the second coordinate goes east */
            Collector(List<Link> found, Ring3D own3D, boolean turned) {
                this.found = found;
                this.own3D = own3D;
                this.turned = turned;
                shells = new HashMap<>();
                surfaces = new ArrayList<>();
                others = new ArrayList<>();
            }

            /** Of what was walked before. */
            Collector(Prototypes.Prototype prototype) {
                found = List.of();
                own3D = rings;
                turned = northingFirst;
                shells = prototype.shells();
                surfaces = prototype.surfaces();
                others = prototype.others();
            }

            private void link(@Nullable String href) {
                if (href != null) {
                    String target = href.startsWith("#") ? href.substring(1) : href;
                    links.merge(target, shell == null ? -1 : shell, (old, other) -> old < 0 ? other : old);
                    found.add(new Link(target, shell, flipped));
                }
            }

            @Override
            public void visit(AbstractGeometry geometry) {
                String id = geometry.getId();
                if (id != null) {
                    own.add(id);
                    seen.add(id);
                }
                super.visit(geometry);
            }

            @Override
            public void visit(AbstractAssociation<?> association) {
                if (association instanceof GeometryProperty<?> property && property.getObject() == null) {
                    link(property.getHref());
                }
                super.visit(association);
            }

            @Override
            public void visit(Solid solid) {
                visit((AbstractGeometry) solid);
                Integer outside = shell;
                shell = 0;
                if (solid.getExterior() != null && solid.getExterior().getObject() != null) {
                    solid.getExterior().getObject().accept(this);
                }
                for (var inner : solid.getInterior()) {
                    shell = shell + 1;
                    if (inner.getObject() != null) {
                        inner.getObject().accept(this);
                    }
                }
                shell = outside;
            }

            /** GML 3.1.1, 10.5.11: the other side of its base surface. */
            @Override
            public void visit(OrientableSurface surface) {
                boolean before = flipped;
                flipped = before != (surface.getOrientation() == Sign.MINUS);
                super.visit(surface);
                flipped = before;
            }

            @Override
            public void visit(org.xmlobjects.gml.model.geometry.primitives.Polygon polygon) {
                visit((AbstractGeometry) polygon);
                polygon(polygon, polygon.getExterior(), polygon.getInterior());
            }

            @Override
            public void visit(PolygonPatch patch) {
                polygon(patch, patch.getExterior(), patch.getInterior());
            }

            @Override
            public void visit(Triangle triangle) {
                polygon(triangle, triangle.getExterior(), List.of());
            }

            @Override
            public void visit(Rectangle rectangle) {
                polygon(rectangle, rectangle.getExterior(), List.of());
            }

            @Override
            public void visit(LineString line) {
                curve(line.toCoordinateList3D());
            }

            @Override
            public void visit(Curve curve) {
                curve(curve.toCoordinateList3D());
            }

            @Override
            public void visit(Point point) {
                List<Coordinate> one = coordinates(point.toCoordinateList3D());
                if (!one.isEmpty()) {
                    others.add(rings.factory().createPoint(one.get(0)));
                }
            }

            private void curve(List<Double> list) {
                List<Coordinate> points = coordinates(list);
                if (points.size() > 1) {
                    others.add(rings.factory().createLineString(points.toArray(Coordinate[]::new)));
                }
            }

            private void polygon(
                    Child source, @Nullable AbstractRingProperty exterior, List<AbstractRingProperty> interior) {
                if (exterior == null || exterior.getObject() == null) {
                    mended.add(Mended.Kind.RING_DEGENERATE);
                    return;
                }
                if (isCut(exterior.getObject())) {
                    mended.add(Mended.Kind.NOT_IN_THREES);
                    return;
                }
                List<List<Coordinate>> holes = new ArrayList<>(interior.size());
                for (AbstractRingProperty ring : interior) {
                    if (ring.getObject() != null && isCut(ring.getObject())) {
                        mended.add(Mended.Kind.NOT_IN_THREES);
                    } else if (ring.getObject() != null) {
                        holes.add(coordinates(ring.getObject().toCoordinateList3D()));
                    }
                }
                Polygon polygon = own3D.polygon(coordinates(exterior.getObject().toCoordinateList3D()), holes, mended);
                if (polygon == null) {
                    return;
                }
                Looks.put(polygon, look(source));
                if (flipped) {
                    polygon = Looks.flipped(polygon);
                }
                if (shell == null) {
                    surfaces.add(polygon);
                } else {
                    shells.computeIfAbsent(shell, s -> new ArrayList<>()).add(polygon);
                }
            }

            /** What is said of the polygon itself comes before what is said of the surfaces that it is part of. */
            private Map<String, CityMaterial> look(Child source) {
                if (appearances.isEmpty()) {
                    return Map.of();
                }
                Map<String, CityMaterial> look = new HashMap<>();
                Child at = source;
                while (at != null) {
                    if (at instanceof AbstractGeometry geometry && geometry.getId() != null) {
                        appearances.look(geometry.getId(), look);
                    }
                    at = at.getParent();
                }
                return appearances.ordered(look);
            }

            private List<Coordinate> coordinates(List<Double> list) {
                List<Coordinate> points = new ArrayList<>(list.size() / 3);
                for (int i = 0; i + 2 < list.size(); i += 3) {
                    double first = list.get(i);
                    double second = list.get(i + 1);
                    Coordinate point = turned
                            ? new Coordinate(second, first, list.get(i + 2))
                            : new Coordinate(first, second, list.get(i + 2));
                    points.add(point);
                }
                return points;
            }

            void shapes(List<CityObject.Shape> shapes, String lod, String role, @Nullable String id) {
                var factory = rings.factory();
                shells.forEach((number, polygons) -> put(
                        shapes,
                        new CityObject.Shape(
                                lod, role, id, number, factory.createMultiPolygon(polygons.toArray(Polygon[]::new)))));
                if (!surfaces.isEmpty()) {
                    put(
                            shapes,
                            new CityObject.Shape(
                                    lod, role, id, null, factory.createMultiPolygon(surfaces.toArray(Polygon[]::new))));
                }
                if (!others.isEmpty()) {
                    put(shapes, new CityObject.Shape(lod, role, id, null, factory.buildGeometry(others)));
                }
            }

            private void put(List<CityObject.Shape> shapes, CityObject.Shape shape) {
                shapes.add(shape);
                ids.put(shape, own);
            }
        }
    }

    /** Whether numbers are left over after the last point: the library fills them up with zeros. */
    private static boolean isCut(AbstractRing ring) {
        if (!(ring instanceof LinearRing linear)
                || linear.getControlPoints() == null
                || linear.getControlPoints().getPosList() == null) {
            return false;
        }
        DirectPositionList list = linear.getControlPoints().getPosList();
        if (list.getCount() != null) {
            return false;
        }
        Integer own = list.getSrsDimension();
        Integer dimension = own != null ? own : list.getInheritedSRSReference().getSrsDimension();
        int width = dimension == null || dimension < 1 ? 3 : dimension;
        return list.getValue().size() % width != 0;
    }

    private @Nullable Coordinate origin(ImplicitGeometry implicit) {
        if (implicit.getReferencePoint() == null || implicit.getReferencePoint().getObject() == null) {
            return null;
        }
        List<Double> list = implicit.getReferencePoint().getObject().toCoordinateList3D();
        if (list.size() < 3) {
            return null;
        }
        return northingFirst
                ? new Coordinate(list.get(1), list.get(0), list.get(2))
                : new Coordinate(list.get(0), list.get(1), list.get(2));
    }
}
