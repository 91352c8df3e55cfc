package vn.huetwin.ingest.cap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.operation.union.UnaryUnionOp;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.quarantine.Quarantine;
import vn.huetwin.ontology.store.Transaction;
import vn.huetwin.ontology.validate.Problem;

/**
 * Takes CAP messages in: judges each as a whole, makes events of it and keeps its bytes, all in the transaction of its events.
 * What it does not take goes to quarantine with its reason.
 */
public final class CapIntake {
    /**
     * What became of a message.
     *
     * @param receipts of the events that it made, its own last; empty if it asks for nothing, as Ack and Error do
     * @param notes    what is unusual about it
     */
    public record Taken(CapAlert alert, String key, List<CompletableFuture<Receipt>> receipts, List<Problem> notes) {}

    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final DataSource dataSource;
    private final Intake intake;
    private final CloudEventJson json;
    private final CapReader reader;
    private final Geometry city;
    private final Quarantine quarantine = new Quarantine();

    /** @param city box that its features lie in: WGS 84 lon/lat; warnings are cut to it */
    public CapIntake(DataSource dataSource, Intake intake, CloudEventJson json, CapReader reader, Envelope city) {
        this.dataSource = dataSource;
        this.intake = intake;
        this.json = json;
        this.reader = reader;
        this.city = FACTORY.toGeometry(city);
    }

    /**
     * @return null, and nothing is taken, if the queue is full
     * @throws EventException why it is not taken; it is in quarantine then
     */
    public @Nullable Taken take(byte[] message) throws EventException, SQLException {
        return take(message, connection -> {});
    }

    /**
     * @param along written in the transaction of the message, whether it is taken or set aside
     * @return null, and nothing is taken or written, if the queue is full
     * @throws EventException why it is not taken; it is in quarantine then
     */
    public @Nullable Taken take(byte[] message, Intake.Companion along) throws EventException, SQLException {
        String source = "cap";
        try {
            CapAlert alert = reader.read(message);
            source = "cap:" + alert.sender();
            return take(alert, message, message, along);
        } catch (EventException e) {
            String said = source;
            Transaction.of(dataSource, connection -> {
                quarantine.write(connection, said, "warning", message, e.problems());
                along.write(connection);
                return said;
            });
            throw e;
        }
    }

    /**
     * Takes a message that lies in the quarantine already, as it was or mended; if it is refused again, that changes nothing.
     *
     * @return null, and nothing is taken, if the queue is full
     */
    public @Nullable Taken takeAgain(byte[] message) throws EventException, SQLException {
        return take(reader.read(message), message, null, connection -> {});
    }

    /** @param original for the quarantine, if one of its events is refused; null if it lies there already */
    private @Nullable Taken take(CapAlert alert, byte[] message, byte @Nullable [] original, Intake.Companion along)
            throws EventException, SQLException {
        checkUse(alert);
        WarningEvents warning = new WarningEvents(alert);
        List<Problem> notes = new ArrayList<>();
        if (alert.references().stream().anyMatch(r -> !r.sender().equals(alert.sender()))) {
            notes.add(CapReader.problem(
                    "foreign-reference",
                    "references",
                    "thông điệp của nơi khác không bị thay hay hủy",
                    "messages of another sender are not replaced or cancelled"));
        }
        boolean warns =
                alert.messageType().equals("Alert") || alert.messageType().equals("Update");
        boolean asksNothing =
                alert.messageType().equals("Ack") || alert.messageType().equals("Error");
        List<Intake.Offered> events = new ArrayList<>();
        for (byte[] event : asksNothing ? List.<byte[]>of() : warning.all(warns ? place(alert, notes) : null)) {
            events.add(new Intake.Offered(json.parse(event), original));
        }
        if (events.isEmpty()) {
            Transaction.of(dataSource, connection -> {
                along.write(connection);
                return alert;
            });
            return new Taken(alert, warning.key(), List.of(), notes);
        }
        List<CompletableFuture<Receipt>> receipts = offer(events, connection -> {
            keep(connection, warning.key(), alert, message);
            along.write(connection);
        });
        return receipts == null ? null : new Taken(alert, warning.key(), receipts, notes);
    }

    /** The companion goes with the last event, and only if all before it are stored. */
    private @Nullable List<CompletableFuture<Receipt>> offer(List<Intake.Offered> events, Intake.Companion companion) {
        List<CompletableFuture<Receipt>> before = new ArrayList<>();
        synchronized (before) {
            List<CompletableFuture<Receipt>> receipts = intake.offer(events, connection -> {
                synchronized (before) {
                    if (before.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
                        throw new SQLException("What a message replaces or cancels could not be stored");
                    }
                }
                companion.write(connection);
            });
            if (receipts != null) {
                before.addAll(receipts);
            }
            return receipts;
        }
    }

    private static void checkUse(CapAlert alert) throws EventException {
        if (!alert.scope().equals("Public")) {
            throw CapReader.refused(
                    "scope-not-public",
                    "scope",
                    "cảnh báo không công khai không thể vào lớp mở",
                    "a warning that is not for the public cannot go into an open layer");
        }
        if (alert.status().equals("Draft") || alert.status().equals("System")) {
            throw CapReader.refused(
                    "not-actionable",
                    "status",
                    "bản nháp và tin nội bộ của hệ thống không phải cảnh báo",
                    "drafts and messages of the alert network itself are no warnings");
        }
        if (alert.messageType().equals("Cancel") && alert.references().isEmpty()) {
            throw CapReader.refused(
                    "references-missing", "references", "hủy cảnh báo nào?", "which message is cancelled?");
        }
        boolean warns =
                alert.messageType().equals("Alert") || alert.messageType().equals("Update");
        if (warns && alert.infos().isEmpty()) {
            throw CapReader.refused(
                    "info-missing", "info", "không có nội dung cảnh báo", "it does not say what is to be feared");
        }
    }

    /** Shapes, else the wards that geocodes name, else all of the city; cut to the city. */
    private Geometry place(CapAlert alert, List<Problem> notes) throws EventException, SQLException {
        List<CapAlert.Area> areas =
                alert.infos().stream().flatMap(i -> i.areas().stream()).toList();
        List<Geometry> shapes = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        for (CapAlert.Area area : areas) {
            shapes.addAll(area.shapes());
            codes.addAll(area.shapes().isEmpty() ? area.geocodes() : List.of());
        }
        shapes.addAll(wards(codes));
        if (shapes.isEmpty()) {
            notes.add(CapReader.problem(
                    "area-unknown",
                    "area",
                    "không có hình hay mã phường xã: coi là cả thành phố",
                    "it has no shape and no code of a ward: taken for the whole city"));
            shapes.add(city);
        }
        Geometry all = UnaryUnionOp.union(shapes);
        List<Polygon> within = new ArrayList<>();
        for (Object polygon : PolygonExtracter.getPolygons(all.intersection(city))) {
            if (!((Polygon) polygon).isEmpty()) {
                within.add((Polygon) polygon);
            }
        }
        if (within.isEmpty()) {
            throw CapReader.refused(
                    "outside-city",
                    "area",
                    "cảnh báo nằm ngoài thành phố",
                    "the warning lies outside the city: none of its areas touches it");
        }
        return FACTORY.createMultiPolygon(within.toArray(Polygon[]::new));
    }

    private List<Geometry> wards(List<String> codes) throws SQLException {
        List<Geometry> wards = new ArrayList<>();
        if (codes.isEmpty()) {
            return wards;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT ST_AsBinary(geometry) FROM layer.ward WHERE id = ANY (?) AND geometry IS NOT NULL")) {
            statement.setArray(1, connection.createArrayOf("text", codes.toArray(String[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    wards.add(new WKBReader().read(rows.getBytes(1)));
                }
            }
        } catch (ParseException e) {
            throw new SQLException(e);
        }
        return wards;
    }

    private static void keep(Connection connection, String key, CapAlert alert, byte[] message) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO cap_message (key, sent, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, key);
            statement.setTimestamp(2, Timestamp.from(alert.sent().toInstant()));
            statement.setBytes(3, message);
            statement.executeUpdate();
        }
    }

    /** The message as it came, so that its signature holds; null if the warning did not come as one. */
    public byte @Nullable [] message(String key) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT message FROM cap_message WHERE key = ? ORDER BY sent DESC LIMIT 1")) {
            statement.setString(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }
}
