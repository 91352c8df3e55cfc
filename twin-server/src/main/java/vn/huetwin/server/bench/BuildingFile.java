package vn.huetwin.server.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Newline-delimited GeoJSON with invented buildings, spread over the city: turned footprints of 5 to 9 vertices and
 * nine properties, about 500 bytes each. The same seed gives the same bytes.
 */
final class BuildingFile {
    private static final String[] USAGES = {"house", "mixed", "garden-house", "commercial", "office", "education"};
    private static final String[] ROOFS = {"flat", "gabled", "hipped"};
    private static final String[] STREETS = {"Lê Lợi", "Nguyễn Huệ", "Đinh Tiên Hoàng", "Chi Lăng", "Bạch Đằng"};
    private static final double METRE_LATITUDE = 1 / 110_600.0;
    private static final double METRE_LONGITUDE = 1 / 106_800.0;

    private BuildingFile() {}

    /** Spread over the plain around Huế. */
    static void write(Path file, long rows, long seed) throws IOException {
        write(file, rows, seed, 1);
    }

    /** @param share of the sides of that plain, from its south-west corner */
    static void write(Path file, long rows, long seed, double share) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder line = new StringBuilder(1024);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (long i = 0; i < rows; i++) {
                line.setLength(0);
                line.append("{\"type\":\"Feature\",\"id\":\"B").append(i).append("\",\"geometry\":");
                footprint(line, random, share);
                line.append(",\"properties\":");
                properties(line, random, i);
                line.append("}\n");
                out.write(line.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void footprint(StringBuilder line, SplittableRandom random, double share) {
        double longitude = 107.40 + random.nextDouble() * 0.35 * share;
        double latitude = 16.25 + random.nextDouble() * 0.30 * share;
        int corners = 4 + random.nextInt(5);
        double turn = random.nextDouble() * Math.PI;
        double radius = 4 + random.nextDouble() * 8;
        StringBuilder first = new StringBuilder();
        line.append("{\"type\":\"Polygon\",\"coordinates\":[[");
        for (int corner = 0; corner < corners; corner++) {
            double angle = turn + corner * 2 * Math.PI / corners;
            int start = line.length();
            line.append('[');
            decimals(line, longitude + Math.cos(angle) * radius * METRE_LONGITUDE);
            line.append(',');
            decimals(line, latitude + Math.sin(angle) * radius * METRE_LATITUDE);
            line.append(']');
            if (corner == 0) {
                first.append(line, start, line.length());
            }
            line.append(',');
        }
        line.append(first).append("]]}");
    }

    /** Seven decimals, a centimetre: what such files have. */
    private static void decimals(StringBuilder line, double degrees) {
        long units = Math.round(degrees * 1e7);
        String fraction = Long.toString(units % 10_000_000);
        line.append(units / 10_000_000)
                .append('.')
                .append("0".repeat(7 - fraction.length()))
                .append(fraction);
    }

    private static void properties(StringBuilder line, SplittableRandom random, long i) {
        int floors = 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 4);
        line.append(String.format(
                Locale.ROOT,
                "{\"name\":\"Nhà số %d\",\"usage\":\"%s\",\"height\":%.1f,\"floors\":%d,\"year_built\":%d,"
                        + "\"roof_type\":\"%s\",\"status\":\"existing\",\"address\":\"%d %s\",\"source_ref\":\"bench/%d\"}",
                i,
                USAGES[random.nextInt(USAGES.length)],
                floors * 3.4,
                floors,
                1930 + random.nextInt(95),
                ROOFS[random.nextInt(ROOFS.length)],
                1 + random.nextInt(400),
                STREETS[random.nextInt(STREETS.length)],
                i));
    }
}
