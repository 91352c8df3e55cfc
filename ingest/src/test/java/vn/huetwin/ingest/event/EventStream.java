package vn.huetwin.ingest.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Events as text, and random streams of them. */
final class EventStream {
    private static final String[] STATES = {"RECEIVED", "VERIFIED", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "DUPLICATE"};

    private EventStream() {}

    /**
     * Subjects with numbers, whose times may run backwards, and without, whose events are whole; some merged into another,
     * some reopened, some events corrected, some retracted, some corrections retracted. Minutes repeat, so that times are
     * equal now and then.
     */
    static List<String> of(Random random) {
        List<String> events = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            boolean numbered = s % 2 == 0;
            List<String> ids = new ArrayList<>();
            int length = 2 + random.nextInt(6);
            for (int i = 1; i <= length; i++) {
                String id = "e" + s + "-" + i;
                String time = String.format(Locale.ROOT, "0%d:%02d", 1 + random.nextInt(8), 10 * random.nextInt(6));
                String change = change(random);
                if (!numbered || i == 1) {
                    change = "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.5" + random.nextInt(9) + ",16.4]},"
                            + "\"category\":\"ROAD\"," + change;
                }
                events.add(numbered ? numbered(id, "pa-" + s, i, time, change) : event(id, "pa-" + s, time, change));
                ids.add(id);
            }
            for (int i = 0; i < random.nextInt(4); i++) {
                String target = ids.get(random.nextInt(ids.size()));
                String id = "m" + s + "-" + i;
                events.add(
                        random.nextBoolean()
                                ? amending(id, "pa-" + s, "retracts\":\"" + target, "")
                                : amending(id, "pa-" + s, "corrects\":\"" + target, "\"title\":\"T" + id + "\""));
                ids.add(id);
            }
        }
        return events;
    }

    private static String change(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "\"state\":\"DUPLICATE\",\"duplicate_of\":\"pa-" + random.nextInt(4) + "\"";
            case 1 -> "\"state\":\"IN_PROGRESS\",\"resolved_at\":null,\"rating\":null";
            case 2 -> "\"state\":\"RESOLVED\",\"resolved_at\":\"2026-11-25T09:00:00Z\"";
            default ->
                "\"state\":\"" + STATES[random.nextInt(STATES.length)] + "\""
                        + (random.nextBoolean() ? ",\"priority\":\"high\"" : "")
                        + (random.nextInt(4) == 0 ? ",\"title\":null" : "");
        };
    }

    /** The stream shuffled, a third of it twice, in batches. */
    static List<List<String>> disordered(List<String> clean, Random random) {
        List<String> all = new ArrayList<>(clean);
        for (int i = 0; i < clean.size() / 3; i++) {
            all.add(clean.get(random.nextInt(clean.size())));
        }
        Collections.shuffle(all, random);
        List<List<String>> batches = new ArrayList<>();
        int at = 0;
        while (at < all.size()) {
            int next = Math.min(all.size(), at + 1 + random.nextInt(12));
            batches.add(all.subList(at, next));
            at = next;
        }
        return batches;
    }

    static String received(String id, String subject, String time) {
        return event(
                id,
                subject,
                time,
                "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\",\"title\":\"Ổ gà\",\"state\":\"RECEIVED\"");
    }

    static String event(String id, String subject, String time, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.changed\"," + "\"subject\":\"" + subject
                + "\",\"time\":\"2026-11-25T" + time + ":00Z\",\"data\":{" + data + "}}";
    }

    static String numbered(String id, String subject, int sequence, String time, String data) {
        return event(id, subject, time, data).replace("\"id\"", "\"sequence\":\"" + sequence + "\",\"id\"");
    }

    static String amending(String id, String subject, String attribute, String data) {
        return event(id, subject, "23:00", data).replace("\"id\"", "\"" + attribute + "\",\"id\"");
    }
}
