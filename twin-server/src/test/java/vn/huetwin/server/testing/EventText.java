package vn.huetwin.server.testing;

/** CloudEvents as text, to send as they are or to spoil first. */
public final class EventText {
    private EventText() {}

    /**
     * A report that is whole by itself; its subject is {@code pa-<id>}.
     *
     * @param more further members of its data, each after a comma
     */
    public static String report(String id, String more) {
        return event(
                "vn.hue.incident.received",
                id,
                "pa-" + id,
                "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"" + more);
    }

    public static String event(String type, String id, String subject, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"hue-s\",\"type\":\"" + type
                + "\",\"subject\":\"" + subject + "\",\"time\":\"2026-11-25T08:00:00+07:00\",\"data\":{" + data + "}}";
    }
}
