package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.net.URI;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.store.Transaction;

/** The stored subscriptions, their progress and their dead letters. */
public final class SubscriptionStore {
    private static final String COLUMNS = "id, sink, types, wards, box, layer, filter, access, secret, rate_per_minute,"
            + " state, reason, position, attempts, retry_at, last_error, delivered";
    private static final int MAX_ERROR = 500;

    private final DataSource dataSource;
    private final SecretKeys keys;

    /** @param keys under which secrets are stored */
    public SubscriptionStore(DataSource dataSource, SecretKeys keys) {
        this.dataSource = dataSource;
        this.keys = keys;
    }

    /**
     * Stores secrets that are not under the key in use under it, such as those that older versions stored in clear.
     *
     * @return how many
     */
    public int seal() throws SQLException {
        boolean clear = stored().values().stream().anyMatch(secret -> !SecretKeys.isSealed(secret));
        SecretKeys.Ring ring = clear ? ringToSeal() : ring();
        int sealed = Transaction.of(dataSource, connection -> seal(connection, ring));
        if (clear) {
            // rows as they were would stay in the table's file until somebody else cleans it
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement("VACUUM subscription")) {
                statement.execute();
            }
        }
        return sealed;
    }

    /**
     * Makes a new key and stores all secrets under it; the old one is forgotten unless a secret needs it. Servers that run
     * read the key again when they need it.
     *
     * @return how many
     */
    public int renewKey() throws SQLException {
        try {
            int sealed = Transaction.of(dataSource, connection -> {
                lock(connection, "SHARE ROW EXCLUSIVE");
                try {
                    return seal(connection, keys.renew());
                } catch (IOException e) {
                    throw unreadable(e);
                }
            });
            SecretKeys.Ring ring = ring();
            if (stored().values().stream().allMatch(ring::isCurrent)) {
                keys.forgetOthers();
            }
            return sealed;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static int seal(Connection connection, SecretKeys.Ring ring) throws SQLException {
        int sealed = 0;
        lock(connection, "SHARE ROW EXCLUSIVE");
        try (PreparedStatement read = connection.prepareStatement("SELECT id, secret FROM subscription");
                PreparedStatement write =
                        connection.prepareStatement("UPDATE subscription SET secret = ? WHERE id = ?");
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                String id = rows.getString(1);
                String stored = rows.getString(2);
                String secret = ring.isCurrent(stored) ? null : ring.open(id, stored);
                if (secret != null) {
                    write.setString(1, ring.seal(id, secret));
                    write.setString(2, id);
                    write.addBatch();
                    sealed++;
                }
            }
            write.executeBatch();
        }
        return sealed;
    }

    /** Who adds a subscription waits for who renews the key. */
    private static void lock(Connection connection, String mode) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("LOCK TABLE subscription IN " + mode + " MODE")) {
            statement.execute();
        }
    }

    private Map<String, String> stored() throws SQLException {
        Map<String, String> secrets = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT id, secret FROM subscription");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                secrets.put(rows.getString(1), rows.getString(2));
            }
        }
        return secrets;
    }

    private SecretKeys.Ring ring() throws SQLException {
        try {
            return keys.ring();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private SecretKeys.Ring ringToSeal() throws SQLException {
        try {
            return keys.ringToSeal();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static SQLException unreadable(IOException e) {
        return new SQLException("The key of the secrets of web hooks cannot be read: " + e.getMessage(), e);
    }

    /** Adds it; it will be told of what comes after its position, or after now if that is below 0. */
    Subscription add(Subscription subscription, String by) throws SQLException {
        return Transaction.of(dataSource, connection -> {
            lock(connection, "ROW EXCLUSIVE");
            return add(connection, subscription, by);
        });
    }

    private Subscription add(Connection connection, Subscription subscription, String by) throws SQLException {
        String sql = "INSERT INTO subscription (id, sink, types, wards, box, layer, filter, access, secret,"
                + " rate_per_minute, position, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        EventFilter.Wish wish = subscription.wish();
        Envelope box = wish.box();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            long asked = subscription.progress().position();
            long position = asked < 0 ? EventLog.last(connection) : asked;
            statement.setString(1, subscription.id());
            statement.setString(2, subscription.sink().toString());
            statement.setArray(3, texts(connection, wish.types()));
            statement.setArray(4, texts(connection, wish.wards() == null ? null : List.copyOf(wish.wards())));
            statement.setArray(
                    5,
                    box == null
                            ? null
                            : connection.createArrayOf(
                                    "float8",
                                    new Double[] {box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()}));
            statement.setString(6, wish.layer());
            statement.setString(7, wish.cql());
            statement.setString(8, subscription.access().clearance().keyword());
            statement.setString(9, ringToSeal().seal(subscription.id(), subscription.secret()));
            statement.setObject(10, subscription.ratePerMinute());
            statement.setLong(11, position);
            statement.setString(12, by);
            statement.executeUpdate();
            return subscription.with(Subscription.Progress.from(position));
        }
    }

    private static @Nullable Array texts(Connection connection, @Nullable List<String> texts) throws SQLException {
        return texts == null ? null : connection.createArrayOf("text", texts.toArray());
    }

    public List<Subscription> all() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM subscription ORDER BY id")) {
            return read(statement);
        }
    }

    public @Nullable Subscription find(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM subscription WHERE id = ?")) {
            statement.setString(1, id);
            List<Subscription> found = read(statement);
            return found.isEmpty() ? null : found.get(0);
        }
    }

    private List<Subscription> read(PreparedStatement statement) throws SQLException {
        List<Subscription> all = new ArrayList<>();
        SecretKeys.Ring ring = ring();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Timestamp retry = rows.getTimestamp(15);
                String secret = ring.open(rows.getString(1), rows.getString(9));
                all.add(new Subscription(
                        rows.getString(1),
                        URI.create(rows.getString(2)),
                        wish(rows),
                        new Access(AccessClass.valueOf(rows.getString(8).toUpperCase(Locale.ROOT))),
                        secret == null ? "" : secret,
                        rows.getObject(10, Integer.class),
                        new Subscription.Progress(
                                Subscription.State.valueOf(rows.getString(11).toUpperCase(Locale.ROOT)),
                                rows.getString(12),
                                rows.getLong(13),
                                rows.getInt(14),
                                retry == null ? null : retry.toInstant(),
                                rows.getString(16),
                                rows.getLong(17))));
            }
        }
        return all;
    }

    private static EventFilter.Wish wish(ResultSet rows) throws SQLException {
        Array types = rows.getArray(3);
        Array wards = rows.getArray(4);
        Array corners = rows.getArray(5);
        Double[] box = corners == null ? null : (Double[]) corners.getArray();
        Set<String> codes = wards == null ? null : new TreeSet<>(Arrays.asList((String[]) wards.getArray()));
        return new EventFilter.Wish(
                types == null ? null : List.of((String[]) types.getArray()),
                codes,
                box == null ? null : new Envelope(box[0], box[2], box[1], box[3]),
                rows.getString(6),
                rows.getString(7));
    }

    /** Notes how far it has been told, unless it was taken away or paused meanwhile. */
    void note(String id, Subscription.Progress progress) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            note(connection, id, progress);
        }
    }

    private static void note(Connection connection, String id, Subscription.Progress progress) throws SQLException {
        String sql = "UPDATE subscription SET position = ?, attempts = ?, retry_at = ?, last_error = ?, delivered = ?,"
                + " state = CASE WHEN ? = 'ended' THEN 'ended' ELSE state END, reason = ? WHERE id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Instant retry = progress.retryAt();
            statement.setLong(1, progress.position());
            statement.setInt(2, progress.attempts());
            statement.setTimestamp(3, retry == null ? null : Timestamp.from(retry));
            statement.setString(4, shortened(progress.lastError()));
            statement.setLong(5, progress.delivered());
            statement.setString(6, progress.state().name().toLowerCase(Locale.ROOT));
            statement.setString(7, shortened(progress.reason()));
            statement.setString(8, id);
            statement.executeUpdate();
        }
    }

    private static @Nullable String shortened(@Nullable String text) {
        String clean = text == null ? null : text.replace('\0', '\ufffd');
        return clean == null || clean.length() <= MAX_ERROR ? clean : clean.substring(0, MAX_ERROR);
    }

    /** Puts an event aside and goes on, in one. */
    void bury(String id, long position, String event, String error, Subscription.Progress before, Instant now)
            throws SQLException {
        String sql = "INSERT INTO dead_letter (subscription, position, event, attempts, error, dead_at)"
                + " SELECT id, ?, ?, ?, ?, ? FROM subscription WHERE id = ? ON CONFLICT DO NOTHING";
        Transaction.of(dataSource, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, position);
                statement.setString(2, event);
                statement.setInt(3, before.attempts() + 1);
                statement.setString(4, shortened(error));
                statement.setTimestamp(5, Timestamp.from(now));
                statement.setString(6, id);
                statement.executeUpdate();
            }
            note(connection, id, before.taken(position, 0));
            return id;
        });
    }

    /** Lets it wait, or go on where it was; an ended one goes on too. @return whether there is one */
    public boolean pause(String id, boolean paused) throws SQLException {
        String sql = "UPDATE subscription SET state = ?, attempts = 0, retry_at = NULL, reason = NULL WHERE id = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, paused ? "paused" : "active");
            statement.setString(2, id);
            return statement.executeUpdate() > 0;
        }
    }

    /** @return whether there was one */
    public boolean delete(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("DELETE FROM subscription WHERE id = ?")) {
            statement.setString(1, id);
            return statement.executeUpdate() > 0;
        }
    }

    /** @param after id of the last one of the page before, or 0 */
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) throws SQLException {
        String sql = "SELECT id, subscription, position, event, attempts, error, dead_at FROM dead_letter"
                + " WHERE subscription = ? AND id > ? ORDER BY id LIMIT ?";
        List<DeadLetter> letters = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, subscription);
            statement.setLong(2, after);
            statement.setInt(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    letters.add(new DeadLetter(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getLong(3),
                            rows.getString(4),
                            rows.getInt(5),
                            rows.getString(6),
                            rows.getTimestamp(7).toInstant()));
                }
            }
        }
        return letters;
    }

    /** A dead letter that was taken after all. */
    void forget(long letter) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("DELETE FROM dead_letter WHERE id = ?")) {
            statement.setLong(1, letter);
            statement.executeUpdate();
        }
    }
}
