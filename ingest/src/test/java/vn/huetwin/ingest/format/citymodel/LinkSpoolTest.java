package vn.huetwin.ingest.format.citymodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.store.CityMaterial;

/** What is linked to is kept in a file, however much it is. */
class LinkSpoolTest {
    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final CityMaterial RED =
            new CityMaterial("red", null, new CityMaterial.Colour(1, 0, 0), null, null, null, 0.5, null);

    private static Polygon triangle(double x, double height) {
        return FACTORY.createPolygon(new Coordinate[] {
            new Coordinate(x, 0, height),
            new Coordinate(x + 1, 0, height),
            new Coordinate(x, 1, height),
            new Coordinate(x, 0, height)
        });
    }

    @Test
    void whatWasKeptComesBack() throws IOException {
        Polygon painted = triangle(1, 2);
        Looks.put(painted, Map.of("seen", RED));
        GmlLinks.Target target = new GmlLinks.Target(
                Map.of(0, List.of(triangle(5, 6))),
                List.of(triangle(3, 4), painted),
                List.of(new GmlShapes.Link("on", null, true), new GmlShapes.Link("in", 1, false)));
        try (LinkSpool spool = new LinkSpool()) {
            int number = spool.add(target);
            GmlLinks.Target back = spool.get(number);
            assertEquals(target.links(), back.links());
            assertEquals(
                    "POLYGON ((5 0, 6 0, 5 1, 5 0))",
                    back.shells().get(0).get(0).toText());
            assertEquals(6, back.shells().get(0).get(0).getCoordinate().getZ());
            assertEquals(2, back.surfaces().size());
            assertEquals(null, back.surfaces().get(0).getUserData());
            assertEquals(new Looks(Map.of("seen", RED)), back.surfaces().get(1).getUserData());
        }
    }

    @Test
    void eachOfVeryManyIsFoundByItsId() throws IOException {
        int count = 250_000;
        IdTable numbers = new IdTable(count);
        try (LinkSpool spool = new LinkSpool()) {
            for (int i = 0; i < count; i++) {
                numbers.put("UUID_" + i, spool.add(new GmlLinks.Target(Map.of(), List.of(triangle(i, i)), List.of())));
            }
            for (int i = 0; i < count; i += 997) {
                Polygon found = spool.get(numbers.get("UUID_" + i)).surfaces().get(0);
                assertEquals(i, found.getCoordinate().x);
            }
            assertEquals(-1, numbers.get("UUID_" + count));
            numbers.put("one more", 7);
            assertEquals("-1 1 " + count, numbers.get("one more") + " " + numbers.left() + " " + numbers.size());
        }
    }
}
