package vn.huetwin.ontology.validate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Dates and times as sources write them, by ISO 8601. Years 1 to 9999 only: no city has others, and typing errors do. */
final class Times {
    /** Where a date of a time, or the first moment of a day, is meant. */
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final long FIRST = startOf(1);
    private static final long END = startOf(10_000);

    private Times() {}

    private static long startOf(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay(CITY).toEpochSecond();
    }

    static @Nullable LocalDate date(Object given) {
        try {
            LocalDate date = null;
            if (given instanceof LocalDate local) {
                date = local;
            } else if (given instanceof LocalDateTime local) {
                date = local.toLocalDate();
            } else if (given instanceof String text) {
                String plain = text.strip();
                date = plain.length() == 10 ? LocalDate.parse(plain) : dateOfTime(plain);
            } else {
                Instant instant = instant(given);
                date = instant == null ? null : instant.atZone(CITY).toLocalDate();
            }
            return date != null && date.getYear() >= 1 && date.getYear() <= 9999 ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable LocalDate dateOfTime(String text) {
        Instant instant = instant(text);
        if (instant != null) {
            return OffsetDateTime.parse(text.replace(' ', 'T')).toLocalDate();
        }
        return lacksZone(text) ? LocalDateTime.parse(text.replace(' ', 'T')).toLocalDate() : null;
    }

    static @Nullable Instant instant(Object given) {
        try {
            Instant instant = null;
            if (given instanceof Instant i) {
                instant = i;
            } else if (given instanceof OffsetDateTime time) {
                instant = time.toInstant();
            } else if (given instanceof ZonedDateTime time) {
                instant = time.toInstant();
            } else if (given instanceof LocalDate date) {
                instant = date.atStartOfDay(CITY).toInstant();
            } else if (given instanceof String text) {
                instant = TimeText.instant(text.strip().replace(' ', 'T'));
            }
            if (instant == null) {
                return null;
            }
            long second = instant.getEpochSecond();
            return second >= FIRST && second < END ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether it would be a time if it had a zone. */
    static boolean lacksZone(Object given) {
        if (given instanceof LocalDateTime) {
            return true;
        }
        if (!(given instanceof String text)) {
            return false;
        }
        try {
            LocalDateTime.parse(text.strip().replace(' ', 'T'));
            return true;
        } catch (DateTimeException e) {
            return isDate(text.strip());
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
