package vn.huetwin.server.cli;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;
import vn.huetwin.server.config.Limit;
import vn.huetwin.server.config.Limits;

/**
 * One option for each component of {@link Limits}: its name in kebab-case, its default and its reason those of the record.
 */
final class LimitOptions {
    private LimitOptions() {}

    static void add(CommandSpec command) {
        for (RecordComponent limit : Limits.class.getRecordComponents()) {
            boolean time = limit.getType() == Duration.class;
            Limit meaning = Objects.requireNonNull(limit.getAnnotation(Limit.class), limit.getName());
            command.addOption(OptionSpec.builder(option(limit))
                    .type(limit.getType())
                    .paramLabel(time ? "<time>" : "<number>")
                    .converters(
                            time
                                    ? (ITypeConverter<?>) LimitOptions::time
                                    : (ITypeConverter<?>) text -> number(text, meaning.least()))
                    .defaultValue(text(value(limit, Limits.DEFAULT)))
                    .description(meaning.value() + " (default: ${DEFAULT-VALUE})")
                    .build());
        }
    }

    /** The limits of a command; the defaults where it has no options for them. */
    static Limits of(CommandSpec command) {
        RecordComponent[] components = Limits.class.getRecordComponents();
        Object[] values = Arrays.stream(components).map(c -> value(command, c)).toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return Limits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(CommandSpec command, RecordComponent limit) {
        OptionSpec option = command.findOption(option(limit));
        @Nullable Object given = option == null ? null : option.getValue();
        return given == null ? value(limit, Limits.DEFAULT) : given;
    }

    private static Object value(RecordComponent limit, Limits limits) {
        try {
            return limit.getAccessor().invoke(limits);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String option(RecordComponent limit) {
        return "--" + limit.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        return value instanceof Duration time ? time.toSeconds() + "s" : value.toString();
    }

    private static Integer number(String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
        throw new TypeConversionException("'" + text + "' is not above " + (least - 1));
    }

    /** {@code 30s}, {@code 5m}, {@code 1h}, or ISO 8601 as in {@code PT30S}. */
    private static Duration time(String text) {
        try {
            Duration time = Duration.parse(text.startsWith("P") ? text : "PT" + text.toUpperCase(Locale.ROOT));
            if (!time.isZero() && !time.isNegative()) {
                return time;
            }
        } catch (java.time.format.DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a time such as 30s or 5m");
        }
        throw new TypeConversionException("'" + text + "' is not above 0");
    }
}
