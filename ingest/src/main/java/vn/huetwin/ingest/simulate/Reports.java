package vn.huetwin.ingest.simulate;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Citizens' reports: received, classified, assigned, in progress, resolved, rated; some extended, rejected, reopened. */
final class Reports {
    private record Kind(String category, String field, String unit, List<String> titles) {}

    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int WORKING_DAYS = 7;
    private static final List<String> CHANNELS = List.of("app", "app", "app", "web", "zalo", "hotline", "facebook");
    private static final List<Kind> KINDS = List.of(
            new Kind("WASTE", "environment", "HEPCO", List.of("Rác thải ùn ứ chưa thu gom", "Đổ rác trộm ven đường")),
            new Kind("WASTE", "environment", "HEPCO", List.of("Xà bần đổ trên vỉa hè", "Thùng rác bị hỏng")),
            new Kind("SIDEWALK", "security-order", "UBND phường", List.of("Lấn chiếm vỉa hè để buôn bán")),
            new Kind("TRAFFIC", "traffic", "Công an TP", List.of("Đỗ xe sai quy định", "Đèn tín hiệu không hoạt động")),
            new Kind("ROAD", "traffic", "Sở Xây dựng", List.of("Ổ gà nguy hiểm", "Nắp cống bị hỏng")),
            new Kind("LIGHT", "public-services", "UBND phường", List.of("Đèn đường không sáng")),
            new Kind("DRAIN", "environment", "UBND phường", List.of("Cống thoát nước bị tắc")),
            new Kind("TREE", "environment", "TT Công viên cây xanh", List.of("Cành cây chạm dây điện")),
            new Kind("POLLUTION", "environment", "Sở NN&MT", List.of("Tiếng ồn karaoke ban đêm", "Mùi hôi từ kênh")),
            new Kind("UTILITY", "public-services", "HueWACO", List.of("Mất nước kéo dài")));
    private static final Kind FLOODED_ROAD = new Kind(
            "FLOOD",
            "environment",
            "Ban chỉ huy PTDS",
            List.of("Đường ngập sâu, xe không qua được", "Cầu ngập, tạm cấm xe", "Nước tràn vào khu dân cư"));

    private final Places places;
    private final SplittableRandom random;

    Reports(Places places, SplittableRandom random) {
        this.places = places;
        this.random = random;
    }

    Case ordinary(String subject) {
        return report(subject, KINDS.get(random.nextInt(KINDS.size())), places.any(random));
    }

    Case floodedRoad(String subject) {
        return report(subject, FLOODED_ROAD, places.low(random));
    }

    /** A road that is closed because of the water, and opened again. */
    Case closedRoad(String subject) {
        Places.Ward ward = places.low(random);
        List<Case.Stage> stages = List.of(
                new Case.Stage("road_closed", (data, time) -> {
                    Places.point(data, ward, random);
                    data.put("title", "Cấm xe: đường ngập, " + ward.name());
                    data.put("category", "FLOOD").put("field", "traffic").put("unit", "Công an TP");
                    data.put("state", "IN_PROGRESS").put("priority", "high").put("channel", "staff");
                    data.put("reported_at", time.toString()).put("precision_m", 50);
                }),
                new Case.Stage(
                        "road_opened",
                        (data, time) -> data.put("state", "RESOLVED")
                                .put("result", "Đã thông xe")
                                .put("resolved_at", time.toString())));
        return new Case("incident", subject, stages);
    }

    /** 15 m of the wall of the Imperial City at Đặng Thái Thân street fell on 2 November 2025. */
    Case fallenWall(String subject) {
        List<Case.Stage> stages = List.of(
                new Case.Stage("received", (data, time) -> {
                    Places.point(data, 107.5755, 16.4712);
                    data.put("title", "Sạt đổ khoảng 15 m tường Hoàng thành, đường Đặng Thái Thân");
                    data.put("category", "HERITAGE").put("field", "social-life");
                    data.put("state", "RECEIVED").put("priority", "urgent").put("channel", "staff");
                    data.put("reported_at", time.toString()).put("received_at", time.toString());
                    data.put("precision_m", 30);
                }),
                assigned("TT Bảo tồn Di tích Cố đô Huế"));
        return new Case("incident", subject, stages);
    }

    private Case report(String subject, Kind kind, Places.Ward ward) {
        List<Case.Stage> stages = new ArrayList<>();
        stages.add(received(kind, ward));
        if (random.nextInt(40) == 0) {
            stages.add(new Case.Stage(
                    "rejected",
                    (data, time) -> data.put("state", "REJECTED")
                            .put("result", "Không thuộc thẩm quyền")
                            .put("closed_at", time.toString())));
            return new Case("incident", subject, stages);
        }
        stages.add(new Case.Stage(
                "classified",
                (data, time) -> data.put("state", "VERIFIED")
                        .put("category", kind.category())
                        .put("field", kind.field())));
        stages.add(assigned(kind.unit()));
        stages.add(inProgress());
        if (random.nextInt(12) == 0) {
            stages.add(new Case.Stage(
                    "extended", (data, time) -> data.put("due_at", due(time).toString())));
        }
        stages.add(resolved());
        if (random.nextInt(20) == 0) {
            stages.add(rated("not"));
            stages.add(new Case.Stage(
                    "reopened",
                    (data, time) -> data.put("state", "IN_PROGRESS")
                            .putNull("resolved_at")
                            .putNull("rating")));
            stages.add(resolved());
        }
        if (random.nextInt(10) < 7) {
            stages.add(rated(random.nextInt(100) < 92 ? "satisfied" : "accepted"));
        }
        return new Case("incident", subject, stages);
    }

    private Case.Stage received(Kind kind, Places.Ward ward) {
        String title = kind.titles().get(random.nextInt(kind.titles().size()));
        String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        String priority = kind.category().equals("FLOOD") || random.nextInt(8) == 0 ? "high" : "medium";
        int photos = random.nextInt(4);
        long reporter = random.nextLong(1L << 32);
        return new Case.Stage("received", (data, time) -> {
            Places.point(data, ward, random);
            data.put("title", title);
            data.put("category", kind.category()).put("field", kind.field());
            data.put("state", "RECEIVED").put("priority", priority).put("channel", channel);
            data.put("reported_at", time.toString()).put("received_at", time.toString());
            data.put("due_at", due(time).toString());
            data.put("precision_m", 15).put("photos", photos);
            data.put("reporter_ref", "r-" + Long.toHexString(reporter));
        });
    }

    private static Case.Stage assigned(String unit) {
        return new Case.Stage(
                "assigned", (data, time) -> data.put("state", "ASSIGNED").put("unit", unit));
    }

    private static Case.Stage inProgress() {
        return new Case.Stage("in_progress", (data, time) -> data.put("state", "IN_PROGRESS"));
    }

    private static Case.Stage resolved() {
        return new Case.Stage(
                "resolved",
                (data, time) ->
                        data.put("state", "RESOLVED").put("result", "Đã xử lý").put("resolved_at", time.toString()));
    }

    private static Case.Stage rated(String rating) {
        return new Case.Stage(
                "rated", (data, time) -> data.put("state", "RATED").put("rating", rating));
    }

    /** Seven working days after, weekends left out; the holidays are the server's to know. */
    private static Instant due(Instant from) {
        ZonedDateTime day = from.atZone(ZONE);
        int counted = 0;
        while (counted < WORKING_DAYS) {
            day = day.plus(Duration.ofDays(1));
            if (day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY) {
                counted++;
            }
        }
        return day.toInstant();
    }
}
