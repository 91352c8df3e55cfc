package vn.huetwin.server.edit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.security.Role;

/** Sends edits through the intake: all of a transaction or none. */
public final class Edits {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int KEY_BITS = 40;

    /** An edit that was refused, and why. */
    public static final class RefusedEdit extends Exception {
        private final transient Edit edit;
        private final transient List<Problem> problems;

        RefusedEdit(Edit edit, List<Problem> problems) {
            super(problems.get(0).message().en(), null, false, false);
            this.edit = edit;
            this.problems = problems;
        }

        public Edit edit() {
            return edit;
        }

        public List<Problem> problems() {
            return problems;
        }
    }

    private final Intake intake;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Edits(Intake intake, InstantSource clock) {
        this.intake = intake;
        this.clock = clock;
    }

    /** Comes first in the transaction of the edits; what it throws undoes all. */
    public interface Condition {
        void check(Connection connection) throws SQLException;
    }

    /**
     * Stores all edits in one transaction; what comes later in the list happens later. Blocks.
     *
     * @throws RefusedEdit for the first one that is refused; then none is stored
     */
    public void store(Caller caller, List<Edit> edits, Condition condition) throws RefusedEdit, SQLException {
        caller.require(Role.PLANNER);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String source = "/edits/" + URLEncoder.encode(caller.name(), StandardCharsets.UTF_8);
        List<CityEvent> events = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            Edit edit = edits.get(i);
            events.add(new CityEvent(
                    UUID.randomUUID().toString(),
                    source,
                    CityEvent.PREFIX + edit.layer().name() + "." + edit.kind().verb(),
                    edit.key(),
                    now.plus(i, ChronoUnit.MICROS),
                    edit.data(),
                    Map.of("actor", caller.name())));
        }
        List<Receipt> receipts = intake.together(events, condition::check);
        for (int i = 0; i < edits.size(); i++) {
            if (receipts.get(i) instanceof Receipt.Rejected rejected) {
                throw new RefusedEdit(edits.get(i), rejected.problems());
            }
        }
    }

    /** A key for a new feature: short, and not to be guessed. */
    public String newKey() {
        long bits = random.nextLong() & ((1L << KEY_BITS) - 1);
        return "n" + Long.toString(bits | (1L << KEY_BITS), 36);
    }

    /** A geometry as events carry it: GeoJSON, WGS 84, longitude first. */
    public static ObjectNode geoJson(Geometry geometry) {
        ObjectNode json = JSON.objectNode();
        json.put("type", geometry.getGeometryType());
        json.set("coordinates", coordinates(geometry));
        return json;
    }

    private static ArrayNode coordinates(Geometry geometry) {
        if (geometry instanceof Point point) {
            return position(point.getCoordinate());
        }
        if (geometry instanceof LineString line) {
            return positions(line);
        }
        ArrayNode parts = JSON.arrayNode();
        if (geometry instanceof Polygon polygon) {
            parts.add(positions(polygon.getExteriorRing()));
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                parts.add(positions(polygon.getInteriorRingN(i)));
            }
        } else if (geometry instanceof GeometryCollection) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                parts.add(coordinates(geometry.getGeometryN(i)));
            }
        }
        return parts;
    }

    private static ArrayNode positions(LineString line) {
        ArrayNode all = JSON.arrayNode();
        for (Coordinate c : line.getCoordinates()) {
            all.add(position(c));
        }
        return all;
    }

    private static ArrayNode position(@Nullable Coordinate c) {
        ArrayNode position = JSON.arrayNode();
        return c == null ? position : position.add(c.x).add(c.y);
    }
}
