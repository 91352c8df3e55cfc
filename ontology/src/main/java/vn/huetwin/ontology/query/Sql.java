package vn.huetwin.ontology.query;

import java.util.List;

/**
 * A piece of SQL with its parameters in order.
 *
 * @param parameters each a String, Long, Double, Boolean, {@code java.sql.Date}, {@code java.sql.Timestamp}, byte[]
 *                   (EWKB) or String[]
 */
public record Sql(String text, List<Object> parameters) {}
