package vn.huetwin.ingest.deadline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which days are worked in Việt Nam: Monday to Friday but for the public holidays of the Labour Code 2019, article 112. A
 * holiday on a weekly rest day is made up for on the next working day (article 111.3). What is announced each year, such as
 * swapped days, comes from a file.
 */
public final class WorkingCalendar {
    private static final int DAYS_OF_TET = 5;
    private static final int USUAL_DAYS_BEFORE_TET = 2;

    private final Map<Integer, Integer> daysBeforeTet = new HashMap<>();
    private final Map<Integer, Boolean> nationalDayBefore = new HashMap<>();
    private final Map<LocalDate, String> off = new TreeMap<>();
    private final Set<LocalDate> worked = new HashSet<>();
    private final Map<Integer, Set<LocalDate>> years = new ConcurrentHashMap<>();

    private WorkingCalendar() {}

    /**
     * @param own further lines of an installation, or null; later lines win
     * @throws IllegalArgumentException if a line cannot be read, with its number
     */
    public static WorkingCalendar read(@Nullable Path own) {
        WorkingCalendar calendar = new WorkingCalendar();
        try (InputStream in = WorkingCalendar.class.getResourceAsStream("/calendar/vietnam.csv")) {
            if (in == null) {
                throw new IllegalStateException("The product's calendar is missing from the class path");
            }
            calendar.add(
                    "vietnam.csv",
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .lines()
                            .toList());
            if (own != null) {
                calendar.add(own.toString(), Files.readAllLines(own));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return calendar;
    }

    private void add(String name, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    add(line.split(",", 3));
                } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                    throw new IllegalArgumentException(
                            name + ", line " + (i + 1) + ": '" + line
                                    + "' is not one of tet,<year>,<days>; national-day,<year>,before|after;"
                                    + " off,<date>,<why>; work,<date>,<why>",
                            e);
                }
            }
        }
    }

    private void add(String[] fields) {
        switch (fields[0]) {
            case "tet" -> daysBeforeTet.put(Integer.valueOf(fields[1]), Integer.valueOf(fields[2]));
            case "national-day" -> nationalDayBefore.put(Integer.valueOf(fields[1]), fields[2].equals("before"));
            case "off" -> {
                off.put(LocalDate.parse(fields[1]), fields.length > 2 ? fields[2] : "");
                worked.remove(LocalDate.parse(fields[1]));
            }
            case "work" -> {
                worked.add(LocalDate.parse(fields[1]));
                off.remove(LocalDate.parse(fields[1]));
            }
            default -> throw new IllegalArgumentException(fields[0]);
        }
    }

    public boolean isWorked(LocalDate day) {
        if (worked.contains(day)) {
            return true;
        }
        return !isWeekend(day)
                && !off.containsKey(day)
                && !holidays(day.getYear()).contains(day);
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    /** The public holidays of a year and the days that make up for them. */
    public Set<LocalDate> holidays(int year) {
        return years.computeIfAbsent(year, this::work);
    }

    private Set<LocalDate> work(int year) {
        List<LocalDate> named = new ArrayList<>();
        named.add(LocalDate.of(year, 1, 1));
        LocalDate tet = LunarCalendar.date(year, 1, 1);
        int before = daysBeforeTet.getOrDefault(year, USUAL_DAYS_BEFORE_TET);
        for (int i = 0; i < DAYS_OF_TET; i++) {
            named.add(tet.plusDays(i - (long) before));
        }
        named.add(LunarCalendar.date(year, 3, 10));
        named.add(LocalDate.of(year, 4, 30));
        named.add(LocalDate.of(year, 5, 1));
        LocalDate national = LocalDate.of(year, 9, 2);
        named.add(national);
        named.add(national.plusDays(nationalDayBefore.getOrDefault(year, false) ? -1 : 1));
        Set<LocalDate> all = new TreeSet<>(named);
        for (LocalDate day : new TreeSet<>(named)) {
            if (isWeekend(day)) {
                LocalDate instead = day;
                while (isWeekend(instead) || all.contains(instead)) {
                    instead = instead.plusDays(1);
                }
                all.add(instead);
            }
        }
        return Set.copyOf(all);
    }

    /** The day itself if it is worked, else the next one that is. */
    public LocalDate onOrAfter(LocalDate day) {
        LocalDate next = day;
        while (!isWorked(next)) {
            next = next.plusDays(1);
        }
        return next;
    }

    /** @param count working days after (below 0: before) a day; the day itself does not count */
    public LocalDate plus(LocalDate day, int count) {
        LocalDate to = day;
        int left = Math.abs(count);
        while (left > 0) {
            to = to.plusDays(count > 0 ? 1 : -1);
            if (isWorked(to)) {
                left--;
            }
        }
        return to;
    }
}
