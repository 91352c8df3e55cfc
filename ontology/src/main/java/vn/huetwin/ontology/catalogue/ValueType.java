package vn.huetwin.ontology.catalogue;

import java.time.Instant;
import java.time.LocalDate;

/** The datatype of a property: its XSD name, its PostgreSQL type and the Java class of its values. */
public enum ValueType {
    STRING("string", "text", String.class),
    INTEGER("integer", "bigint", Long.class),
    DOUBLE("double", "double precision", Double.class),
    BOOLEAN("boolean", "boolean", Boolean.class),
    DATE("date", "date", LocalDate.class),
    DATE_TIME("dateTime", "timestamptz", Instant.class),
    /** A web address or other IRI. */
    IRI("anyURI", "text", String.class);

    private final String xsd;
    private final String sql;
    private final Class<?> javaType;

    ValueType(String xsd, String sql, Class<?> javaType) {
        this.xsd = xsd;
        this.sql = sql;
        this.javaType = javaType;
    }

    /** Local name in {@code http://www.w3.org/2001/XMLSchema#}. */
    public String xsd() {
        return xsd;
    }

    public String sql() {
        return sql;
    }

    public Class<?> javaType() {
        return javaType;
    }
}
