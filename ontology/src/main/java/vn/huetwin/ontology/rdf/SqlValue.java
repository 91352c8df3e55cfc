package vn.huetwin.ontology.rdf;

import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Row.Cell;

/** What a variable or an expression is in SQL. */
sealed interface SqlValue {
    /**
     * A term, or none where the column is null.
     *
     * @param near an operator that sorts the same way and that an index knows; null if there is none
     */
    record Term(SqlText sql, Codec codec, @Nullable SqlText near) implements SqlValue {
        Term(SqlText sql, Codec codec) {
            this(sql, codec, null);
        }
    }

    /**
     * A geometry.
     *
     * @param lonLat in EPSG:4326
     * @param local  the same in the city's metric CRS
     * @param stored whether it is a column, so that its text is the literal; else it was made from others
     * @param near   whether the city's metric CRS measures it
     * @param mixed  whether it may be a collection, which GEOS relates and overlays wrongly or not at all
     * @param area   its square metres
     * @param shown  the literal, if it is not the text of the geometry
     */
    record Shape(
            SqlText lonLat,
            SqlText local,
            boolean stored,
            boolean near,
            boolean mixed,
            SqlText area,
            @Nullable Term shown)
            implements SqlValue {
        Shape(SqlText lonLat, SqlText local, boolean stored, boolean near, boolean mixed, SqlText area) {
            this(lonLat, local, stored, near, mixed, area, null);
        }

        Shape shownAs(Term literal) {
            return new Shape(lonLat, local, stored, near, mixed, area, literal);
        }

        Shape(SqlText lonLat, SqlText local, boolean stored, boolean near, boolean mixed) {
            this(
                    lonLat,
                    local,
                    stored,
                    near,
                    mixed,
                    SqlText.of("ST_Area(").add(local).add(")"));
        }
    }

    /** The same term in every row. */
    record Fixed(Node node) implements SqlValue {}

    /** What a facet of a row is. */
    static SqlValue of(Cell cell) {
        return cell.facet() instanceof Facet.Column column
                ? new Term(SqlText.of(cell.value()), column.codec())
                : new Shape(
                        SqlText.of(cell.value()),
                        SqlText.of(cell.value() + "_local"),
                        true,
                        true,
                        cell.row().layer().mayMix());
    }

    /** How an answer shows it, or null if it is not in the answer of the database. */
    default @Nullable SqlText output() {
        if (this instanceof Term term) {
            return term.sql();
        }
        if (this instanceof Shape shape) {
            return shape.shown() == null
                    ? SqlText.of("ST_AsText(").add(shape.lonLat()).add(")")
                    : shape.shown().sql();
        }
        return null;
    }
}
