package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import vn.huetwin.ingest.demo.Facts;

/** Where things happen: near the middle of a ward, in a flood near the rivers. WGS 84 lon/lat. */
final class Places {
    /** A ward by its name and label point. */
    record Ward(String name, double lon, double lat) {}

    /** Half the side of the square round a ward's label in which reports lie, in degrees: about 400 m. */
    private static final double REACH = 0.004;

    private static final List<String> LOW =
            List.of("Phú Xuân", "Kim Long", "Vỹ Dạ", "Thuận Hóa", "Hương An", "Hóa Châu", "An Cựu", "Quảng Điền");

    private final List<Ward> wards;
    private final List<Ward> low;

    Places() {
        wards = Facts.rows("units.csv").stream()
                .map(row -> new Ward(row[1], Double.parseDouble(row[4]), Double.parseDouble(row[5])))
                .toList();
        low = wards.stream().filter(w -> LOW.contains(w.name())).toList();
    }

    /** The first wards of the list are the densest, so half of all comes from the first third. */
    Ward any(SplittableRandom random) {
        return wards.get(random.nextInt(random.nextBoolean() ? wards.size() : wards.size() / 3));
    }

    Ward low(SplittableRandom random) {
        return low.get(random.nextInt(low.size()));
    }

    static void point(ObjectNode data, Ward ward, SplittableRandom random) {
        point(data, ward.lon() + shift(random), ward.lat() + shift(random));
    }

    static void point(ObjectNode data, double lon, double lat) {
        data.putObject("geometry")
                .put("type", "Point")
                .putArray("coordinates")
                .add(Math.rint(lon * 1e6) / 1e6)
                .add(Math.rint(lat * 1e6) / 1e6);
    }

    private static double shift(SplittableRandom random) {
        return (random.nextDouble() * 2 - 1) * REACH;
    }
}
