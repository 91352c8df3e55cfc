package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.SplittableRandom;

/** What the gauges of the rivers and of rain measure. Levels in metres, rain in mm/h. */
final class Gauges {
    /** A river gauge: its level on dry days and at the top of the wave. */
    private record River(String station, double low, double top) {}

    private static final River[] RIVERS = {new River("kim-long", 0.45, 5.0), new River("phu-oc", 0.6, 5.2)};
    private static final int RAIN_GAUGES = 49;
    private static final double HEAVY_RAIN = 55;

    private final SplittableRandom random;

    Gauges(SplittableRandom random) {
        this.random = random;
    }

    /** @param flood height of the wave: 0 dry, 1 its top */
    ObjectNode measure(long number, Instant time, double flood) {
        if (random.nextBoolean()) {
            River river = RIVERS[random.nextInt(RIVERS.length)];
            double level = river.low() + (river.top() - river.low()) * flood + (random.nextDouble() - 0.5) * 0.06;
            return observation("wl", number, river.station(), "water-level", level, "m", time);
        }
        double rain = random.nextInt(4) > 0 && flood < 0.05 ? 0 : random.nextDouble() * (2 + HEAVY_RAIN * flood);
        String station = "mua-" + (1 + random.nextInt(RAIN_GAUGES));
        return observation("rain", number, station, "rainfall", rain, "mm/h", time);
    }

    private static ObjectNode observation(
            String prefix, long number, String station, String property, double value, String unit, Instant time) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", "vn.hue.observation.measured");
        event.put("subject", prefix + "-" + station + "-" + time.getEpochSecond() + "-" + number);
        event.putObject("data")
                .put("station", station)
                .put("property", property)
                .put("value", Math.rint(value * 100) / 100)
                .put("unit", unit)
                .put("observed_at", time.toString())
                .put("quality", "unchecked");
        return event;
    }
}
