package vn.huetwin.ontology.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a database is and how to get in. The password never appears in {@link #toString}. */
public record PostgresAddress(String jdbcUrl, String user, String password) {

    /**
     * What an operator writes: {@code postgresql://user:password@host:port/database?…} as for psql, or a JDBC URL; user
     * and password may be given beside it and then count, or as the options {@code user} and {@code password} of a JDBC
     * URL; they do not stay in the URL.
     *
     * @throws ClusterException if it is no such URL or names no database or user
     */
    public static PostgresAddress of(String url, @Nullable String user, @Nullable String password) {
        URI uri;
        try {
            uri = new URI(url.replaceFirst("^jdbc:", "").replaceFirst("^postgres:", "postgresql:"));
        } catch (URISyntaxException e) {
            throw new ClusterException("The database URL cannot be read: " + e.getReason() + example(), e);
        }
        String path = uri.getRawPath();
        if (!"postgresql".equals(uri.getScheme()) || uri.getRawAuthority() == null || path == null) {
            throw new ClusterException("The database URL does not begin with postgresql://host" + example());
        }
        if (path.length() < 2) {
            throw new ClusterException("The database URL names no database" + example());
        }
        List<String> options = new ArrayList<>();
        String askedUser = null;
        String askedPassword = null;
        for (String option : String.valueOf(uri.getRawQuery() == null ? "" : uri.getRawQuery())
                .split("&")) {
            if (option.startsWith("user=")) {
                askedUser = decode(option.substring(5));
            } else if (option.startsWith("password=")) {
                askedPassword = decode(option.substring(9));
            } else if (!option.isEmpty()) {
                options.add(option);
            }
        }
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String[] login = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        String name = user != null ? user : login.length > 0 ? decode(login[0]) : askedUser;
        String word = password != null ? password : login.length > 1 ? decode(login[1]) : askedPassword;
        if (name == null || name.isEmpty()) {
            throw new ClusterException("Say who enters the database: --database-user" + example());
        }
        String query = options.isEmpty() ? "" : "?" + String.join("&", options);
        return new PostgresAddress(
                "jdbc:postgresql://" + authority.substring(at + 1) + path + query, name, word == null ? "" : word);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String example() {
        return " (like postgresql://twin@db.example.vn:5432/hue, the password in TWIN_DATABASE_PASSWORD)";
    }

    @Override
    public String toString() {
        return user + "@" + jdbcUrl;
    }
}
