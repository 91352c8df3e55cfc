package vn.huetwin.ontology.validate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads times as {@link OffsetDateTime#parse} does; the usual forms of RFC 3339 at a tenth of its effort. */
public final class TimeText {
    private static final int LEAST = "2026-01-31T08:00:00Z".length();
    private static final int SECONDS_OF_DAY = 86_400;

    private TimeText() {}

    /** @throws DateTimeException if it is not a time with its zone, such as {@code 2026-01-31T08:00:00.5+07:00} */
    public static Instant instant(String text) {
        Instant usual = usual(text);
        return usual == null ? OffsetDateTime.parse(text).toInstant() : usual;
    }

    /** {@code yyyy-MM-ddTHH:mm:ss[.f…](Z|±HH:mm)}, or null if it is something else. */
    private static @Nullable Instant usual(String text) {
        if (text.length() < LEAST
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = two(text, 0) * 100 + two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        int hour = two(text, 11);
        int minute = two(text, 14);
        int second = two(text, 17);
        if (year < 1 || month < 1 || month > 12 || day < 1 || !isTimeOfDay(hour, minute, second)) {
            return null;
        }
        if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return null;
        }
        int at = 19;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int scale = 100_000_000;
            for (at++; at < text.length() && isDigit(text.charAt(at)) && scale > 0; at++) {
                nanos += (text.charAt(at) - '0') * scale;
                scale /= 10;
            }
            if (at == 20) {
                return null;
            }
        }
        int offset = offset(text, at);
        return offset == Integer.MIN_VALUE
                ? null
                : Instant.ofEpochSecond(
                        LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY
                                + hour * 3_600
                                + minute * 60
                                + second
                                - offset,
                        nanos);
    }

    /** In seconds, or {@code Integer.MIN_VALUE} if the rest of the text is no zone. */
    private static int offset(String text, int at) {
        if (text.length() == at + 1 && text.charAt(at) == 'Z') {
            return 0;
        }
        if (text.length() != at + 6 || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = two(text, at + 1);
        int minutes = two(text, at + 4);
        if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return switch (text.charAt(at)) {
            case '+' -> seconds;
            case '-' -> -seconds;
            default -> Integer.MIN_VALUE;
        };
    }

    private static boolean isTimeOfDay(int hour, int minute, int second) {
        return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** Of two digits; below zero if they are none. */
    private static int two(String text, int at) {
        char tens = text.charAt(at);
        char ones = text.charAt(at + 1);
        return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + ones - '0' : -10_000;
    }
}
