package vn.huetwin.ingest.deadline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** When offices work on a working day. */
public final class OfficeHours {
    public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    public static final String USUAL = "07:30-11:30,13:30-17:00";

    private record Span(LocalTime from, LocalTime to) {}

    private final WorkingCalendar calendar;
    private final List<Span> spans = new ArrayList<>();

    /**
     * @param hours such as {@link #USUAL}, in order
     * @throws IllegalArgumentException if they are not written so
     */
    public OfficeHours(WorkingCalendar calendar, String hours) {
        this.calendar = calendar;
        LocalTime last = LocalTime.MIN;
        for (String part : hours.split(",")) {
            String[] ends = part.strip().split("-");
            try {
                Span span = new Span(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
                if (!span.from().isBefore(span.to()) || span.from().isBefore(last)) {
                    throw new IllegalArgumentException(part);
                }
                spans.add(span);
                last = span.to();
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "Office hours are written as " + USUAL + ", in order, not '" + hours + "'", e);
            }
        }
    }

    public WorkingCalendar calendar() {
        return calendar;
    }

    /** The end of a span of working time that begins at a time, or at the next working hour after it. */
    public Instant plus(Instant start, Duration work) {
        LocalDate day = start.atZone(ZONE).toLocalDate();
        Duration left = work;
        Instant from = start;
        while (true) {
            day = calendar.onOrAfter(day);
            for (Span span : spans) {
                Instant begin = later(from, day.atTime(span.from()).atZone(ZONE).toInstant());
                Instant end = day.atTime(span.to()).atZone(ZONE).toInstant();
                if (begin.isBefore(end)) {
                    Duration here = Duration.between(begin, end);
                    if (left.compareTo(here) <= 0) {
                        return begin.plus(left);
                    }
                    left = left.minus(here);
                }
            }
            day = day.plusDays(1);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
