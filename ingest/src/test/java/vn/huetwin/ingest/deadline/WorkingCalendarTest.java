package vn.huetwin.ingest.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingCalendarTest {
    private static final WorkingCalendar CALENDAR = WorkingCalendar.read(null);

    /** Among them the years in which Tết in Hà Nội was not the day of the new year in Beijing: 1968, 1985, 2007, 2030. */
    @ParameterizedTest
    @CsvSource({
        "1968-01-29", "1985-01-21", "2007-02-17", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
        "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02"
    })
    void tetIsOnTheFirstNewMoonOfTheYear(LocalDate day) {
        assertEquals(day, LunarCalendar.date(day.getYear(), 1, 1));
    }

    /** The leap months of 2020 (4), 2023 (2) and 2025 (6) lie after or before the third month. */
    @ParameterizedTest
    @CsvSource({
        "2019-04-14",
        "2020-04-02",
        "2021-04-21",
        "2022-04-10",
        "2023-04-29",
        "2024-04-18",
        "2025-04-07",
        "2026-04-26"
    })
    void theHungKingsAreOnTheTenthOfTheThirdMonth(LocalDate day) {
        assertEquals(day, LunarCalendar.date(day.getYear(), 3, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "2021-02-10, 2021-02-16", "2022-01-31, 2022-02-04", "2023-01-20, 2023-01-26", "2024-02-08, 2024-02-14",
        "2025-01-27, 2025-01-31", "2026-02-16, 2026-02-20", "2022-09-01, 2022-09-02", "2023-09-01, 2023-09-04",
        "2024-08-31, 2024-09-03", "2025-08-30, 2025-09-02", "2025-04-30, 2025-05-04", "2026-08-29, 2026-09-02"
    })
    void daysOffAreThoseThatWereAnnounced(LocalDate first, LocalDate last) {
        assertEquals(
                List.of(),
                first.datesUntil(last.plusDays(1)).filter(CALENDAR::isWorked).toList());
        assertEquals(CALENDAR.plus(first, 1), CALENDAR.plus(last, 1), "and the next one is worked");
    }

    /** Two real reports: sent on a Sunday before 30 April, and on the day the two-tier government began. */
    @ParameterizedTest
    @CsvSource({"2021-04-25, 2021-05-07", "2025-07-01, 2025-07-10"})
    void aReportIsDueOnTheSeventhWorkingDay(LocalDate sent, LocalDate due) {
        assertEquals(due, CALENDAR.plus(CALENDAR.onOrAfter(sent), 7));
    }

    @Test
    void anInstallationAddsDaysAndIsToldWhichLineIsWrong(@TempDir Path folder) throws IOException {
        Path own = Files.writeString(folder.resolve("calendar.csv"), "off,2026-11-02,flood\n");
        assertEquals(LocalDate.parse("2026-11-03"), WorkingCalendar.read(own).onOrAfter(LocalDate.parse("2026-11-02")));
        Files.writeString(own, "\noff,yesterday,flood\n");
        String told = assertThrows(IllegalArgumentException.class, () -> WorkingCalendar.read(own))
                .getMessage();
        assertEquals(true, told.contains("line 2"), told);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T09:00:00Z, PT1H, 2026-11-26T10:00:00Z, the last hour of a Thursday",
        "2026-11-26T09:30:00Z, PT1H, 2026-11-27T01:00:00Z, goes on at half past seven",
        "2026-11-27T03:30:00Z, PT4H, 2026-11-27T09:30:00Z, over noon",
        "2026-11-28T03:00:00Z, PT2H, 2026-11-30T02:30:00Z, sent on a Saturday"
    })
    void hoursAreThoseOfTheOffice(Instant start, Duration work, Instant end, String why) {
        assertEquals(end, new OfficeHours(CALENDAR, OfficeHours.USUAL).plus(start, work), why);
    }
}
