package vn.huetwin.ontology.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** API keys and the roles they carry. Only hashes are stored. */
public final class ApiKeys {
    /** @param role keyword of the role */
    public record Holder(String name, String role) {}

    private final DataSource dataSource;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Holder> known = new ConcurrentHashMap<>();

    public ApiKeys(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes an admin key if there is no key at all; returns it this once, else null. */
    public @Nullable String firstAdminKey() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT FROM api_key LIMIT 1");
                ResultSet rows = statement.executeQuery()) {
            if (rows.next()) {
                return null;
            }
        }
        return create("admin", "admin");
    }

    /** @return the key, which cannot be read again */
    public String create(String name, String role) throws SQLException {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String key = "twin_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO api_key (hash, name, role) VALUES (?, ?, ?)")) {
            statement.setBytes(1, hash(key));
            statement.setString(2, name);
            statement.setString(3, role);
            statement.executeUpdate();
        }
        return key;
    }

    /** Whose key it is, or null. Blocks on the database the first time a key is seen. */
    public @Nullable Holder find(String key) throws SQLException {
        String cacheKey = Base64.getEncoder().encodeToString(hash(key));
        Holder holder = known.get(cacheKey);
        if (holder != null) {
            return holder;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT name, role FROM api_key WHERE hash = ?")) {
            statement.setBytes(1, hash(key));
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                holder = new Holder(rows.getString(1), rows.getString(2));
            }
        }
        known.put(cacheKey, holder);
        return holder;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
