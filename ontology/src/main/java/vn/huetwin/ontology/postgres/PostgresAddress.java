package vn.huetwin.ontology.postgres;

/** Where a database is and how to get in. The password never appears in {@link #toString}. */
public record PostgresAddress(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
        return user + "@" + jdbcUrl;
    }
}
