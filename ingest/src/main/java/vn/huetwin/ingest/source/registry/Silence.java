package vn.huetwin.ingest.source.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.source.Positions;
import vn.huetwin.ingest.source.SourceSpec;

/**
 * Tells of sources that fall silent and speak again as entries of the log, so that whoever subscribes hears of it: {@code
 * vn.hue.source.silent} and {@code vn.hue.source.heard}, once each, over a restart too. They have the access class of
 * the source.
 */
final class Silence {
    static final String SOURCE = "urn:hue:twin:source";
    private static final String SILENT = "vn.hue.source.silent";
    private static final String HEARD = "vn.hue.source.heard";

    private final Positions positions;

    Silence(Positions positions) {
        this.positions = positions;
    }

    /** Whether the last that was told of the source is its silence. */
    boolean isTold(SourceSpec source) throws SQLException {
        return SILENT.equals(positions.lastAlarm(SOURCE, source.name()));
    }

    /** @param last when it was last heard, null if never */
    void tell(SourceSpec source, boolean silent, @Nullable Instant last, Instant now) throws SQLException {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("name", source.name())
                .put("owner", source.owner())
                .put("lastSeen", last == null ? null : last.toString())
                .put("period", source.period() == null ? null : source.period().toString());
        String type = silent ? SILENT : HEARD;
        positions.tell(
                new EventLog.Draft(
                        SOURCE,
                        source.name() + "/" + (last == null ? "never" : last) + "/" + (silent ? "silent" : "heard"),
                        type,
                        null,
                        source.name(),
                        now,
                        null,
                        data.toString(),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("accessclass", source.access().keyword())
                                .toString()),
                now);
    }
}
