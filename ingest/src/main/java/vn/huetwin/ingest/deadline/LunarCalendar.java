package vn.huetwin.ingest.deadline;

import java.time.LocalDate;
import java.time.temporal.JulianFields;

/**
 * The Vietnamese lunisolar calendar: months begin on the day of the new moon at UTC+7, the month of the winter solstice is
 * the eleventh. New moons and the sun's longitude after J. Meeus, Astronomical Algorithms, chapters 49 and 25.
 */
public final class LunarCalendar {
    private static final double SYNODIC_MONTH = 29.530588853;
    private static final double NEW_MOON_OF_1900 = 2_415_021.076998695;
    private static final double ZONE_DAYS = 7.0 / 24;

    private LunarCalendar() {}

    /**
     * @param year  the lunar year, named after the solar year in which it begins
     * @param month 1 to 12, not the leap month
     * @param day   1 to 30
     */
    public static LocalDate date(int year, int month, int day) {
        long before = month11(month < 11 ? year - 1 : year);
        long after = month11(month < 11 ? year : year + 1);
        long offset = month - 11L;
        if (offset < 0) {
            offset += 12;
        }
        if (after - before > 365) {
            long leap = leapOffset(before);
            if (offset >= leap) {
                offset++;
            }
        }
        long number = Math.round((before - NEW_MOON_OF_1900) / SYNODIC_MONTH);
        return LocalDate.MIN.with(JulianFields.JULIAN_DAY, newMoon(number + offset) + day - 1);
    }

    /** The Julian day on which the month of the winter solstice begins. */
    private static long month11(int year) {
        long lastDay = LocalDate.of(year, 12, 31).getLong(JulianFields.JULIAN_DAY);
        long number = (long) Math.floor((lastDay - NEW_MOON_OF_1900) / SYNODIC_MONTH);
        long start = newMoon(number);
        return sunSector(start) >= 9 ? newMoon(number - 1) : start;
    }

    /** Which month after the eleventh has no major solar term; it is the leap month. */
    private static long leapOffset(long month11) {
        long number = (long) Math.floor((month11 - NEW_MOON_OF_1900) / SYNODIC_MONTH + 0.5);
        int last;
        int offset = 1;
        int sector = sunSector(newMoon(number + offset));
        do {
            last = sector;
            offset++;
            sector = sunSector(newMoon(number + offset));
        } while (sector != last && offset < 14);
        return offset - 1L;
    }

    /** The Julian day, at UTC+7, of a new moon; 0 is that of 1 January 1900. */
    private static long newMoon(long number) {
        double t = number / 1236.85;
        double t2 = t * t;
        double t3 = t2 * t;
        double mean = 2_415_020.75933 + 29.53058868 * number + 0.0001178 * t2 - 0.000000155 * t3;
        mean += 0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
        double sun = 359.2242 + 29.10535608 * number - 0.0000333 * t2 - 0.00000347 * t3;
        double moon = 306.0253 + 385.81691806 * number + 0.0107306 * t2 + 0.00001236 * t3;
        double latitude = 21.2964 + 390.67050646 * number - 0.0016528 * t2 - 0.00000239 * t3;
        double change = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun);
        change += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon);
        change += 0.0104 * sin(2 * latitude) - 0.0051 * sin(sun + moon);
        change += -0.0074 * sin(sun - moon) + 0.0004 * sin(2 * latitude + sun);
        change += -0.0004 * sin(2 * latitude - sun) - 0.0006 * sin(2 * latitude + moon);
        change += 0.0010 * sin(2 * latitude - moon) + 0.0005 * sin(2 * moon + sun);
        double delta = t < -11
                ? 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
                : -0.000278 + 0.000265 * t + 0.000262 * t2;
        return (long) Math.floor(mean + change - delta + 0.5 + ZONE_DAYS);
    }

    /** In which twelfth of its way the sun is at the start of a day at UTC+7; 0 begins at the spring equinox. */
    private static int sunSector(long julianDay) {
        double t = (julianDay - 2_451_545.5 - ZONE_DAYS) / 36_525;
        double t2 = t * t;
        double anomaly = 357.52910 + 35_999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2;
        double mean = 280.46645 + 36_000.76983 * t + 0.0003032 * t2;
        double centre = (1.914600 - 0.004817 * t - 0.000014 * t2) * sin(anomaly)
                + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
                + 0.000290 * sin(3 * anomaly);
        double longitude = (mean + centre) % 360;
        return (int) Math.floor((longitude < 0 ? longitude + 360 : longitude) / 30);
    }

    private static double sin(double degrees) {
        return Math.sin(Math.toRadians(degrees));
    }
}
