package vn.huetwin.ontology.validate;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;

/** Converts and checks the values of one property. Empty text counts as no value. */
final class ValueCheck {
    private static final Pattern IRI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>\"{}|\\\\^`]+");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}(?:[/?#][^\\s<>\"{}|\\\\^`]*)?");

    private final Property property;
    private final int maxLength;
    private final @Nullable Pattern pattern;
    private final @Nullable CodeCheck codes;

    ValueCheck(Property property, FeatureValidator.Limits limits) {
        this.property = property;
        Integer declared = property.maxLength();
        this.maxLength = declared == null ? limits.textLength() : Math.min(declared, limits.textLength());
        String regex = property.pattern();
        this.pattern = regex == null ? null : Pattern.compile(regex);
        var list = property.codeList();
        this.codes = list == null ? null : new CodeCheck(property.name(), list);
    }

    /** The value in the Java class of its type; null if there is none or it was refused. */
    @Nullable
    Object check(@Nullable Object raw, List<Problem> problems, List<Problem> repairs) {
        Object given = raw instanceof String text && text.isBlank() ? null : raw;
        if (given == null) {
            if (property.required()) {
                problems.add(missing(property.name()));
            }
            return null;
        }
        try {
            Object value = convert(given, repairs);
            if (value instanceof Number number) {
                checkRange(number);
            }
            return value;
        } catch (WrongValueException e) {
            problems.add(e.problem);
            return null;
        }
    }

    static Problem missing(String property) {
        return new Problem(
                "property-missing",
                property,
                new Text(
                        "'" + property + "' bắt buộc nhưng không có giá trị",
                        "'" + property + "' is required but has no value"));
    }

    private Object convert(Object given, List<Problem> repairs) throws WrongValueException {
        if (given instanceof Iterable || given instanceof java.util.Map) {
            throw wrong(
                    "wrong-type", "là cấu trúc lồng nhau, cần một giá trị đơn", "is nested, a single value is needed");
        }
        return switch (property.type()) {
            case STRING -> codes == null ? text(given) : codes.check(plain(given), repairs);
            case IRI -> iri(plain(given), repairs);
            case INTEGER -> integer(given);
            case DOUBLE -> decimal(given);
            case BOOLEAN -> bool(given);
            case DATE -> {
                var date = Times.date(given);
                yield date == null
                        ? fail(given, "wrong-date", "ngày dạng 2025-07-01", "a date such as 2025-07-01")
                        : date;
            }
            case DATE_TIME -> dateTime(given);
        };
    }

    private Object dateTime(Object given) throws WrongValueException {
        var instant = Times.instant(given);
        if (instant != null) {
            return instant;
        }
        if (Times.lacksZone(given)) {
            return fail(
                    given,
                    "time-without-zone",
                    "thời điểm có múi giờ, như 2025-07-01T08:00:00+07:00, hoặc khai báo múi giờ trong tệp ánh xạ",
                    "a time with its zone, such as 2025-07-01T08:00:00+07:00, or a time-zone in the mapping file");
        }
        return fail(
                given,
                "wrong-time",
                "thời điểm dạng 2025-07-01T08:00:00+07:00",
                "a time such as 2025-07-01T08:00:00+07:00");
    }

    private String text(Object given) throws WrongValueException {
        String text = plain(given);
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw wrong(
                    "text-too-long",
                    "dài " + text.codePointCount(0, text.length()) + " ký tự, tối đa " + maxLength,
                    "has " + text.codePointCount(0, text.length()) + " characters, at most " + maxLength
                            + " are allowed");
        }
        if (pattern != null && !pattern.matcher(text).find()) {
            throw wrong(
                    "pattern-mismatch",
                    "không khớp mẫu " + pattern + ": " + shown(text),
                    "does not match the pattern " + pattern + ": " + shown(text));
        }
        return text;
    }

    /** As text in normal form C; Vietnamese from some systems comes decomposed. */
    private String plain(Object given) throws WrongValueException {
        String text;
        if (given instanceof String string) {
            text = string;
        } else if (given instanceof Double || given instanceof Float) {
            double number = ((Number) given).doubleValue();
            text = Double.isFinite(number)
                    ? new BigDecimal(given.toString()).stripTrailingZeros().toPlainString()
                    : given.toString();
        } else {
            text = given.toString();
        }
        boolean combining = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw wrong(
                        "control-character",
                        "chứa ký tự điều khiển mã " + (int) c,
                        "has a control character, code " + (int) c);
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw wrong("broken-character", "chứa ký tự Unicode hỏng", "has a broken Unicode character");
                }
                i++;
            }
            combining |= c >= '\u0300' && c <= '\u036f';
        }
        return combining ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }

    private String iri(String given, List<Problem> repairs) throws WrongValueException {
        String text = text(given.strip());
        if (IRI.matcher(text).matches()) {
            return text;
        }
        if (HOST.matcher(text).matches()) {
            String mended = "https://" + text;
            repairs.add(problem("iri-completed", "được hiểu là " + mended, "was taken as " + mended));
            return mended;
        }
        return (String)
                fail(given, "wrong-iri", "địa chỉ như https://hue.gov.vn", "an address such as https://hue.gov.vn");
    }

    private Object integer(Object given) throws WrongValueException {
        if (given instanceof Long || given instanceof Integer || given instanceof Short) {
            return ((Number) given).longValue();
        }
        try {
            if (given instanceof Number || given instanceof String) {
                String text = given.toString().strip();
                return text.length() > 40 ? failInteger(given) : (Object) new BigDecimal(text).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            return failInteger(given);
        }
        return failInteger(given);
    }

    private Object failInteger(Object given) throws WrongValueException {
        return fail(given, "not-a-whole-number", "số nguyên", "a whole number");
    }

    private Object decimal(Object given) throws WrongValueException {
        double number = Double.NaN;
        if (given instanceof Number value) {
            number = value.doubleValue();
        } else if (given instanceof String text && isDecimal(text.strip())) {
            number = Double.parseDouble(text.strip());
        }
        if (!Double.isFinite(number)) {
            return fail(given, "not-a-number", "số, với dấu chấm thập phân", "a number with a decimal point");
        }
        return number == 0 ? 0.0 : number;
    }

    /** Double.parseDouble also takes hexadecimal, "1f" and "NaN", which are not meant as numbers in data. */
    private static boolean isDecimal(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if ("+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        if (!digits) {
            return false;
        }
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Object bool(Object given) throws WrongValueException {
        if (given instanceof Boolean) {
            return given;
        }
        String text = given instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
                ? Long.toString(number.longValue())
                : given.toString().strip().toLowerCase(java.util.Locale.ROOT);
        return switch (text) {
            case "true", "t", "1", "yes", "y", "có", "đúng" -> true;
            case "false", "f", "0", "no", "n", "không", "sai" -> false;
            default -> fail(given, "not-a-boolean", "true hoặc false (có/không)", "true or false (yes/no)");
        };
    }

    private void checkRange(Number number) throws WrongValueException {
        Double minimum = property.minimum();
        Double maximum = property.maximum();
        double value = number.doubleValue();
        if ((minimum != null && value < minimum) || (maximum != null && value > maximum)) {
            String unit = property.unit() == null ? "" : " " + property.unit();
            String range =
                    (minimum == null ? "…" : shown(minimum)) + " – " + (maximum == null ? "…" : shown(maximum)) + unit;
            throw wrong(
                    "out-of-range",
                    "là " + shown(number) + ", ngoài khoảng " + range,
                    "is " + shown(number) + ", outside " + range);
        }
    }

    private Object fail(Object given, String code, String neededVi, String neededEn) throws WrongValueException {
        throw wrong(code, "là " + shown(given) + ", cần " + neededVi, "is " + shown(given) + ", needed is " + neededEn);
    }

    private WrongValueException wrong(String code, String vi, String en) {
        return new WrongValueException(problem(code, vi, en));
    }

    private Problem problem(String code, String vi, String en) {
        String name = property.name();
        return new Problem(code, name, new Text("'" + name + "' " + vi, "'" + name + "' " + en));
    }

    static String shown(Object value) {
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString(number.longValue())
                    : number.toString();
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        String text = value.toString();
        return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
    }

    /** A value that cannot be stored; caught where the values of a draft are collected. */
    static final class WrongValueException extends Exception {
        final transient Problem problem;

        WrongValueException(Problem problem) {
            super(problem.message().en(), null, false, false);
            this.problem = problem;
        }
    }
}
