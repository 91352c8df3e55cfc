package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.demo.Facts;

/**
 * Water on the grounds of monuments, as deep as in the flood of October and November 2025 at the top of the wave. The outline
 * is a schematic disc round the monument.
 */
final class HeritageWater {
    /** Depths that were reported, in metres. */
    private static final Map<String, Double> DEPTHS = new TreeMap<>(Map.of(
            "Hoàng thành Huế (Đại Nội)", 0.5,
            "Lăng Minh Mạng", 1.4,
            "Lăng Gia Long", 1.7,
            "Lăng Thiệu Trị", 1.5,
            "Lăng Tự Đức", 1.3,
            "Lăng Đồng Khánh", 1.0,
            "Cung An Định", 2.0,
            "Tàng Thơ Lâu", 1.0));
    /** Height of the wave from which on the grounds are under water. */
    private static final double BANK = 0.45;
    /** About 80 m, in degrees. */
    private static final double RADIUS = 0.00075;

    private static final int CORNERS = 16;

    private record Site(String name, double lon, double lat, double depth) {}

    private final List<Site> sites = new ArrayList<>();
    private final Map<Integer, Boolean> wet = new TreeMap<>();
    private final SplittableRandom random;
    private final String run;

    HeritageWater(SplittableRandom random, String run) {
        this.random = random;
        this.run = run;
        for (String[] row : Facts.rows("landmarks.csv")) {
            Double depth = DEPTHS.get(row[0]);
            if (depth != null) {
                sites.add(new Site(row[0], Double.parseDouble(row[3]), Double.parseDouble(row[4]), depth));
            }
        }
    }

    /**
     * How deep one of the sites is under water now.
     *
     * @param flood height of the wave: 0 dry, 1 its top
     * @return an event, or null while it is dry and was so before
     */
    @Nullable
    ObjectNode measure(double flood) {
        int number = random.nextInt(sites.size());
        Site site = sites.get(number);
        double depth = Math.rint(100 * site.depth() * Math.max(0, (flood - BANK) / (1 - BANK))) / 100;
        boolean now = depth > 0;
        Boolean before = wet.put(number, now);
        if (!now && (before == null || !before)) {
            return null;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", "vn.hue.flood_zone." + (now ? "flooded" : "receded"));
        event.put("subject", "ngap-" + run + "-" + number);
        ObjectNode data = event.putObject("data")
                .put("name", site.name() + (now ? " ngập" : " hết ngập"))
                .put("depth_m", depth)
                .put("station", "kim-long");
        outline(data, site);
        return event;
    }

    private static void outline(ObjectNode data, Site site) {
        ArrayNode ring = data.putObject("geometry")
                .put("type", "MultiPolygon")
                .putArray("coordinates")
                .addArray()
                .addArray();
        for (int i = 0; i <= CORNERS; i++) {
            double angle = 2 * Math.PI * (i % CORNERS) / CORNERS;
            ring.addArray()
                    .add(Math.rint((site.lon() + RADIUS * Math.cos(angle)) * 1e7) / 1e7)
                    .add(Math.rint((site.lat() + RADIUS * Math.sin(angle)) * 1e7) / 1e7);
        }
    }
}
