package vn.huetwin.ingest.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import vn.huetwin.ontology.feature.Draft;

/** Gauges with their real alert levels, rain gauges, cameras; and what the gauges measured, the flood of 2025 included. */
final class Sensors {
    private static final int CAMERAS = 650;
    private static final int RAIN_GAUGES = 49;

    private Sensors() {}

    static Iterator<Draft> stations(List<Units.Unit> units, List<Roads.Street> streets, SplittableRandom random) {
        List<Draft> stations = new ArrayList<>();
        stations.add(gauge("kim-long", "Trạm Kim Long", "Sông Hương", 107.5630, 16.4560, 1.0, 2.0, 3.5));
        stations.add(gauge("phu-oc", "Trạm Phú Ốc", "Sông Bồ", 107.4700, 16.4850, 1.5, 3.0, 4.5));
        stations.add(gauge("phong-binh", "Trạm Phong Bình", "Sông Ô Lâu", 107.3600, 16.6400, null, null, null));
        stations.add(gauge("cau-truoi", "Trạm Cầu Truồi", "Sông Truồi", 107.7700, 16.3100, null, null, null));
        String[] reservoirs = {"Bình Điền", "Hương Điền", "Tả Trạch"};
        double[][] places = {{107.44, 16.33}, {107.43, 16.43}, {107.64, 16.28}};
        for (int i = 0; i < reservoirs.length; i++) {
            stations.add(DemoCity.draft(
                    "ho-" + (i + 1),
                    Frame.FACTORY.createPoint(Frame.metres(places[i][0], places[i][1])),
                    "name",
                    "Hồ " + reservoirs[i],
                    "kind",
                    "reservoir",
                    "period_s",
                    3600L,
                    "state",
                    "ok"));
        }
        for (int i = 0; i < RAIN_GAUGES; i++) {
            Coordinate label = units.get(i % units.size()).label();
            Coordinate place =
                    new Coordinate(label.x + (random.nextDouble() - 0.5) * (i < 40 ? 3000 : 6000), label.y + 300);
            stations.add(DemoCity.draft(
                    "mua-" + (i + 1),
                    Frame.FACTORY.createPoint(place),
                    "name",
                    "Trạm mưa " + units.get(i % units.size()).name() + (i >= units.size() ? " 2" : ""),
                    "kind",
                    "rain-gauge",
                    "period_s",
                    600L,
                    "state",
                    "ok"));
        }
        for (int i = 0; i < CAMERAS; i++) {
            Roads.Street street = streets.get((int) ((long) i * 7919 % streets.size()));
            stations.add(DemoCity.draft(
                    "cam-" + (i + 1),
                    Frame.FACTORY.createPoint(street.line().getCoordinateN(0)),
                    "name",
                    "Camera " + (i + 1) + (street.name().isEmpty() ? "" : " – " + street.name()),
                    "kind",
                    "camera",
                    "period_s",
                    60L,
                    "state",
                    i % 60 == 0 ? "silent" : "ok"));
        }
        return stations.iterator();
    }

    private static Draft gauge(
            String key,
            String name,
            String river,
            double lon,
            double lat,
            @Nullable Double alert1,
            @Nullable Double alert2,
            @Nullable Double alert3) {
        return DemoCity.draft(
                key,
                Frame.FACTORY.createPoint(Frame.metres(lon, lat)),
                "name",
                name,
                "kind",
                "river-gauge",
                "river",
                river,
                "alert_1_m",
                alert1,
                "alert_2_m",
                alert2,
                "alert_3_m",
                alert3,
                "period_s",
                600L,
                "state",
                "ok");
    }

    /** Water levels every three hours over 400 days; the flood of 27 October to 5 November 2025 in its real height. */
    static Iterator<Draft> observations(LocalDate today, SplittableRandom random) {
        List<Draft> all = new ArrayList<>();
        Instant end = today.atStartOfDay(DemoCity.ZONE).toInstant();
        Instant flood = LocalDate.of(2025, 10, 28).atStartOfDay(DemoCity.ZONE).toInstant();
        String[] gauges = {"kim-long", "phu-oc"};
        for (int g = 0; g < gauges.length; g++) {
            for (int i = 400 * 8; i >= 0; i--) {
                Instant time = end.minusSeconds(i * 10_800L);
                double days = (time.getEpochSecond() - flood.getEpochSecond()) / 86_400.0;
                double wave = 4.5 * Math.exp(-days * days / 4) + 3.1 * Math.exp(-(days - 6) * (days - 6) / 3);
                double level = 0.35 + 0.15 * Math.sin(i / 2.1) + 0.1 * random.nextDouble() + wave * (1 + 0.1 * g);
                all.add(DemoCity.draft(
                        "wl-" + gauges[g] + "-" + time.getEpochSecond(),
                        null,
                        "station",
                        gauges[g],
                        "property",
                        "water-level",
                        "value",
                        Math.rint(level * 100) / 100,
                        "unit",
                        "m",
                        "observed_at",
                        time,
                        "quality",
                        "good"));
            }
        }
        return all.iterator();
    }
}
