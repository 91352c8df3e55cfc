package vn.huetwin.ingest.mapping;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them. */
final class Numbers {
    private static final Pattern LEADING = Pattern.compile("^[~≈<>\\s]*([-+]?\\d[\\d.,]*)");
    private static final Pattern THOUSANDS = Pattern.compile("[-+]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?");
    private static final Pattern YEAR = Pattern.compile("(?<!\\d)(\\d{4})(?!\\d)");

    private Numbers() {}

    /** With a decimal point and without thousands separators. */
    static String plain(String text, boolean decimalComma) {
        String number = text.strip();
        return decimalComma ? number.replace(".", "").replace(" ", "").replace(',', '.') : number;
    }

    /** The number at the beginning, or null. */
    static @Nullable Double leading(String text, boolean decimalComma) {
        Matcher matcher = LEADING.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        String number = matcher.group(1).replaceAll("[.,]+$", "");
        if (decimalComma) {
            number = plain(number, true);
        } else if (THOUSANDS.matcher(number).matches()) {
            number = number.replace(",", "");
        } else {
            number = number.replace(',', '.');
        }
        try {
            return Double.valueOf(number);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Long year(String text) {
        Matcher matcher = YEAR.matcher(text);
        return matcher.find() ? Long.valueOf(matcher.group(1)) : null;
    }
}
