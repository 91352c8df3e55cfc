package vn.huetwin.ontology.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Date;
import vn.huetwin.ontology.catalogue.ValueType;

/** Constants of a filter as the columns of PostgreSQL want them. */
final class Values {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Values() {}

    /** The value as its column wants it. @throws FilterException if it cannot be that */
    static Object of(String name, ValueType type, Object value) {
        try {
            return switch (type) {
                case STRING, IRI -> text(name, String.valueOf(value));
                case INTEGER ->
                    value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
                            ? (Object) number.longValue()
                            : (Object) number(String.valueOf(value));
                case DOUBLE -> number(String.valueOf(value));
                case BOOLEAN -> flag(String.valueOf(value));
                case DATE ->
                    java.sql.Date.valueOf(
                            instant(value).atOffset(ZoneOffset.UTC).toLocalDate());
                case DATE_TIME -> java.sql.Timestamp.from(instant(value));
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new FilterException(
                    name,
                    "'" + value + "' không hợp với kiểu " + type.xsd() + " của " + name,
                    "'" + value + "' does not fit the type " + type.xsd() + " of " + name);
        }
    }

    /** A text that PostgreSQL takes: without the character NUL. */
    static String text(String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new FilterException(
                    name, "Văn bản có ký tự NUL", "The text for " + name + " holds the character NUL");
        }
        return text;
    }

    /** Whether two columns can be compared without a conversion. */
    static boolean comparable(ValueType one, ValueType other) {
        return kind(one) == kind(other);
    }

    private static int kind(ValueType type) {
        return switch (type) {
            case STRING, IRI -> 0;
            case INTEGER, DOUBLE -> 1;
            case BOOLEAN -> 2;
            case DATE, DATE_TIME -> 3;
        };
    }

    private static Double number(String text) {
        double number = Double.parseDouble(text.strip());
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Boolean flag(String text) {
        return switch (text.strip()) {
            case "true", "TRUE", "1" -> Boolean.TRUE;
            case "false", "FALSE", "0" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Instant instant(Object value) {
        Instant time = anyInstant(value);
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new IllegalArgumentException(String.valueOf(value));
        }
        return time;
    }

    @SuppressWarnings("JavaUtilDate") // GeoTools gives times as java.util.Date
    private static Instant anyInstant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        String text = String.valueOf(value).strip();
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
    }
}
