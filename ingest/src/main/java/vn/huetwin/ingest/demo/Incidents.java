package vn.huetwin.ingest.demo;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.locationtech.jts.geom.Coordinate;
import vn.huetwin.ontology.feature.Draft;

/** Two years of citizen reports: about ninety a day, many more in the floods, over 98 % handled. */
final class Incidents implements Iterator<Draft> {
    /** Category, field, share in per mille, titles. */
    private record Kind(String category, String field, int share, String[] titles) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("WASTE", "environment", 190, new String[] {
                "Rác thải ùn ứ chưa thu gom", "Đổ rác trộm ven đường", "Xà bần đổ trên vỉa hè"
            }),
            new Kind("SIDEWALK", "security-order", 130, new String[] {
                "Lấn chiếm vỉa hè để buôn bán", "Để xe chắn lối đi bộ"
            }),
            new Kind("TRAFFIC", "traffic", 120, new String[] {
                "Đỗ xe sai quy định", "Đèn tín hiệu không hoạt động", "Xe tải chạy giờ cấm"
            }),
            new Kind("ROAD", "traffic", 110, new String[] {"Ổ gà nguy hiểm", "Nắp cống bị hỏng", "Vỉa hè bong tróc"}),
            new Kind("LIGHT", "public-services", 80, new String[] {"Đèn đường không sáng", "Đèn kiệt bị hỏng"}),
            new Kind("DRAIN", "environment", 70, new String[] {"Cống thoát nước bị tắc", "Mất nắp hố ga"}),
            new Kind("TREE", "environment", 60, new String[] {"Cây xanh ngã đổ", "Cành cây chạm dây điện"}),
            new Kind("POLLUTION", "environment", 60, new String[] {
                "Tiếng ồn karaoke ban đêm", "Mùi hôi từ kênh", "Đốt rác gây khói"
            }),
            new Kind("BUILD", "security-order", 40, new String[] {"Xây dựng không phép", "Công trình gây bụi, ồn"}),
            new Kind("UTILITY", "public-services", 40, new String[] {"Mất nước kéo dài", "Dây cáp viễn thông chùng"}),
            new Kind("HERITAGE", "social-life", 20, new String[] {"Tường thành bị sạt lở", "Viết vẽ lên di tích"}),
            new Kind("ANIMAL", "social-life", 25, new String[] {"Chó thả rông không rọ mõm"}),
            new Kind("TOURISM", "social-life", 20, new String[] {"Chèo kéo du khách"}),
            new Kind("SECURITY", "security-order", 20, new String[] {"Tụ tập gây mất trật tự"}),
            new Kind("FOOD", "health", 15, new String[] {"Hàng quán mất vệ sinh"}));

    private static final Kind FLOOD = new Kind("FLOOD", "environment", 0, new String[] {
        "Ngập úng trong khu dân cư", "Nước tràn vào nhà", "Đường ngập sâu, xe không qua được"
    });
    private static final String[] CHANNELS = {"app", "app", "app", "web", "zalo", "hotline", "facebook"};
    private static final int DAYS = 730;

    private final List<Blocks.Lot> lots;
    private final SplittableRandom random;
    private final LocalDate today;
    private LocalDate day;
    private int left;
    private int number;

    Incidents(List<Blocks.Lot> lots, LocalDate today, long seed) {
        this.lots = lots;
        this.today = today;
        random = new SplittableRandom(seed);
        day = today.minusDays(DAYS);
        left = count(day);
    }

    private static boolean isFlood(LocalDate day) {
        return !day.isBefore(LocalDate.of(2025, 10, 26)) && day.isBefore(LocalDate.of(2025, 11, 6));
    }

    private int count(LocalDate date) {
        int season = date.getMonthValue() >= 9 && date.getMonthValue() <= 12 ? 22 : 0;
        return isFlood(date) ? 500 + random.nextInt(400) : 68 + season + random.nextInt(35);
    }

    @Override
    public boolean hasNext() {
        while (left == 0 && day.isBefore(today)) {
            day = day.plusDays(1);
            left = day.isBefore(today) ? count(day) : 0;
        }
        return left > 0;
    }

    @Override
    public Draft next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        left--;
        number++;
        Kind kind = isFlood(day) && random.nextInt(100) < 75 ? FLOOD : kind();
        Blocks.Lot lot = lots.get(hot());
        Coordinate place = lot.lot().getCoordinates()[0];
        Coordinate street =
                new Coordinate(place.x + random.nextDouble() * 14 - 7, place.y + random.nextDouble() * 14 - 7);
        Instant reported = day.atStartOfDay(DemoCity.ZONE).toInstant().plusSeconds(21_600 + random.nextInt(57_600));
        Instant received = reported.plusSeconds(300 + random.nextInt(7_200));
        Instant due =
                workingDays(day, 7).plusDays(1).atStartOfDay(DemoCity.ZONE).toInstant();
        long age = java.time.temporal.ChronoUnit.DAYS.between(day, today);
        double needed = -Math.log(1 - random.nextDouble()) * 3.2;
        boolean handled = needed < age && random.nextInt(1000) < 992;
        Instant resolved = reported.plusSeconds((long) (needed * 86_400) + 3_600);
        boolean rated = handled && random.nextInt(100) < 38;
        String state = handled
                ? (rated ? "RATED" : random.nextInt(50) == 0 ? "REJECTED" : "RESOLVED")
                : age < 1 ? "RECEIVED" : age < 2 ? "ASSIGNED" : "IN_PROGRESS";
        return DemoCity.draft(
                "pa-" + day.getYear() + "-" + number,
                Frame.FACTORY.createPoint(street),
                "title",
                kind.titles()[random.nextInt(kind.titles().length)],
                "category",
                kind.category(),
                "field",
                kind.field(),
                "state",
                state,
                "priority",
                kind.category().equals("FLOOD") ? "high" : random.nextInt(8) == 0 ? "high" : "medium",
                "channel",
                CHANNELS[random.nextInt(CHANNELS.length)],
                "unit",
                "UBND phường, xã sở tại",
                "reported_at",
                reported,
                "received_at",
                received,
                "due_at",
                due,
                "resolved_at",
                handled ? resolved : null,
                "rating",
                rated ? (random.nextInt(100) < 92 ? "satisfied" : random.nextInt(2) == 0 ? "accepted" : "not") : null,
                "precision_m",
                15.0);
    }

    private Kind kind() {
        int dice = random.nextInt(1000);
        for (Kind kind : KINDS) {
            dice -= kind.share();
            if (dice < 0) {
                return kind;
            }
        }
        return KINDS.get(0);
    }

    /** Half of all reports come from a tenth of the places. */
    private int hot() {
        int any = random.nextInt(lots.size());
        return random.nextBoolean() ? any : any / 10 * 10 / 7 * 7 % lots.size();
    }

    private static LocalDate workingDays(LocalDate from, int days) {
        LocalDate date = from;
        int counted = 0;
        while (counted < days) {
            date = date.plusDays(1);
            if (date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY) {
                counted++;
            }
        }
        return date;
    }
}
