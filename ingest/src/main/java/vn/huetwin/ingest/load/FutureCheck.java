package vn.huetwin.ingest.load;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/**
 * What a layer records has happened: neither its time column nor the start of its validity lies in the future. Clocks
 * may differ by some minutes, and a day begins elsewhere earlier.
 */
final class FutureCheck {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final ZoneId EARLIEST = ZoneId.of("UTC+14");

    private final @Nullable String column;
    private final int index;
    private final Instant latest;
    private final LocalDate latestDay;

    FutureCheck(Layer layer, Instant now) {
        column = layer.timeProperty();
        int found = -1;
        for (int i = 0; i < layer.properties().size(); i++) {
            if (layer.properties().get(i).name().equals(column)) {
                found = i;
            }
        }
        index = found;
        latest = now.plus(TOLERANCE);
        latestDay = now.atZone(EARLIEST).toLocalDate();
    }

    @Nullable
    Problem fault(Verdict.Checked row) {
        Instant since = row.validFrom();
        if (since != null && since.isAfter(latest)) {
            return problem("valid_from", since);
        }
        Object time = index < 0 ? null : row.values().get(index);
        boolean late = (time instanceof Instant instant && instant.isAfter(latest))
                || (time instanceof LocalDate day && day.isAfter(latestDay));
        return late && column != null ? problem(column, time) : null;
    }

    private static Problem problem(String field, @Nullable Object time) {
        return new Problem(
                "time-in-future",
                field,
                new Text(
                        "'" + field + "' ở tương lai: " + time + "; hãy kiểm tra năm, múi giờ và thứ tự ngày tháng",
                        "'" + field + "' lies in the future: " + time
                                + "; check the year, the time zone and the order of day and month"));
    }
}
