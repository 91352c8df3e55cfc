package vn.huetwin.ingest.simulate;

import java.util.List;
import java.util.SplittableRandom;

/** Calls for rescue of the flood: new, confirmed, dispatched, rescued; one in fifteen turns out to be false. */
final class Rescue {
    private static final List<String> NEEDS = List.of("rescue", "rescue", "evacuation", "food-water", "medical");

    private final Places places;
    private final SplittableRandom random;

    Rescue(Places places, SplittableRandom random) {
        this.places = places;
        this.random = random;
    }

    /** @param depth of the water, in metres */
    Case call(String subject, double depth) {
        Places.Ward ward = places.low(random);
        String need = NEEDS.get(random.nextInt(NEEDS.size()));
        int people = 1 + random.nextInt(7);
        boolean vulnerable = random.nextInt(3) == 0;
        double at = Math.max(0.2, Math.rint(depth * (0.4 + random.nextDouble()) * 10) / 10);
        Case.Stage call = new Case.Stage("received", (data, time) -> {
            Places.point(data, ward, random);
            data.put("people", people).put("need", need).put("state", "NEW");
            data.put("priority", vulnerable ? "urgent" : "high").put("vulnerable", vulnerable);
            data.put("water_depth_m", at).put("channel", "hotline");
            data.put("reported_at", time.toString()).put("precision_m", 25);
        });
        if (random.nextInt(15) == 0) {
            return new Case(
                    "sos_request",
                    subject,
                    List.of(call, new Case.Stage("rejected", (data, time) -> data.put("state", "FALSE"))));
        }
        return new Case(
                "sos_request",
                subject,
                List.of(
                        call,
                        new Case.Stage("confirmed", (data, time) -> data.put("state", "CONFIRMED")),
                        new Case.Stage(
                                "dispatched",
                                (data, time) -> data.put("state", "DISPATCHED")
                                        .put("unit", "Đội cứu hộ " + ward.name())
                                        .put("dispatched_at", time.toString())),
                        new Case.Stage(
                                "rescued",
                                (data, time) -> data.put("state", "RESCUED").put("resolved_at", time.toString()))));
    }
}
