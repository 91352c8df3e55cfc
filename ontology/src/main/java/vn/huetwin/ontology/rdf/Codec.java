package vn.huetwin.ontology.rdf;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.ValueType;

/** How a column's values are written as RDF terms, and back. Two equal codecs give equal terms for equal values. */
sealed interface Codec {
    /** PostgreSQL type of the values, as {@code unnest(?::type[])} wants it. */
    String sqlType();

    /** The value that the term stands for, or null if no value of the column is written so. */
    @Nullable
    Object toSql(Node term);

    /** The term for a value that is not null. */
    Node toNode(ResultSet row, int column) throws SQLException;

    /** The same for a value as features hold it. */
    Node toNode(Object value);

    /** Literals of a declared datatype. Terms match by value within their datatype, as in TDB2. */
    record Typed(ValueType type) implements Codec {
        @Override
        public String sqlType() {
            return type.sql();
        }

        @Override
        public @Nullable Object toSql(Node term) {
            if (!term.isLiteral()
                    || !term.getLiteralDatatypeURI().equals(datatype().getURI())) {
                return null;
            }
            return parse(term.getLiteralLexicalForm().strip(), term.getLiteralLexicalForm());
        }

        private @Nullable Object parse(String lexical, String raw) {
            try {
                return switch (type) {
                    case STRING, IRI -> text(raw);
                    case INTEGER -> Long.valueOf(new BigDecimal(lexical).longValueExact());
                    case DOUBLE -> parseDouble(lexical);
                    case BOOLEAN -> parseBoolean(lexical);
                    case DATE -> LocalDate.parse(lexical);
                    case DATE_TIME -> OffsetDateTime.parse(lexical);
                };
            } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
                return null;
            }
        }

        private static Double parseDouble(String lexical) {
            return switch (lexical) {
                case "INF" -> Double.POSITIVE_INFINITY;
                case "-INF" -> Double.NEGATIVE_INFINITY;
                default -> Double.valueOf(lexical);
            };
        }

        private static @Nullable Boolean parseBoolean(String lexical) {
            return switch (lexical) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> null;
            };
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            String lexical = switch (type) {
                case STRING, IRI, INTEGER -> row.getString(column);
                case DOUBLE -> lexical(row.getDouble(column));
                case BOOLEAN -> Boolean.toString(row.getBoolean(column));
                case DATE -> row.getObject(column, LocalDate.class).toString();
                case DATE_TIME -> lexical(row.getObject(column, OffsetDateTime.class));
            };
            return NodeFactory.createLiteralDT(lexical, datatype());
        }

        @Override
        public Node toNode(Object value) {
            String lexical = value instanceof Double number ? lexical((double) number) : value.toString();
            return NodeFactory.createLiteralDT(lexical, datatype());
        }

        private static String lexical(double value) {
            return Double.isInfinite(value) ? (value > 0 ? "INF" : "-INF") : Double.toString(value);
        }

        private static String lexical(OffsetDateTime time) {
            return Instant.from(time).atOffset(ZoneOffset.UTC).toInstant().toString();
        }

        RDFDatatype datatype() {
            return switch (type) {
                case STRING -> XSDDatatype.XSDstring;
                case INTEGER -> XSDDatatype.XSDinteger;
                case DOUBLE -> XSDDatatype.XSDdouble;
                case BOOLEAN -> XSDDatatype.XSDboolean;
                case DATE -> XSDDatatype.XSDdate;
                case DATE_TIME -> XSDDatatype.XSDdateTime;
                case IRI -> XSDDatatype.XSDanyURI;
            };
        }
    }

    /** Concepts of a code list. A notation that the list lacks is written as a plain literal. */
    record Concept(CodeList list) implements Codec {
        @Override
        public String sqlType() {
            return "text";
        }

        @Override
        public @Nullable Object toSql(Node term) {
            if (term.isURI()) {
                Code code = list.findByIri(term.getURI());
                return code == null ? null : code.notation();
            }
            if (term.isLiteral() && XSDDatatype.XSDstring.equals(term.getLiteralDatatype())) {
                String text = term.getLiteralLexicalForm();
                return list.find(text) == null ? text(text) : null;
            }
            return null;
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            return toNode(row.getString(column));
        }

        @Override
        public Node toNode(Object value) {
            String notation = value.toString();
            Code code = list.find(notation);
            return code == null ? NodeFactory.createLiteralString(notation) : NodeFactory.createURI(code.iri());
        }
    }

    /** Features of a layer, by their key. */
    record Reference(Iris iris, String layer) implements Codec {
        @Override
        public String sqlType() {
            return "text";
        }

        @Override
        public @Nullable Object toSql(Node term) {
            FeatureId id = term.isURI() ? iris.parseFeature(term.getURI()) : null;
            return key(id, layer, term, id == null ? "" : iris.feature(layer, id.key()));
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            return toNode(row.getString(column));
        }

        @Override
        public Node toNode(Object value) {
            return NodeFactory.createURI(iris.feature(layer, value.toString()));
        }
    }

    /** Geometries of a layer, by the key of their feature. */
    record GeometryOf(Iris iris, String layer) implements Codec {
        @Override
        public String sqlType() {
            return "text";
        }

        @Override
        public @Nullable Object toSql(Node term) {
            FeatureId id = term.isURI() ? iris.parseGeometry(term.getURI()) : null;
            return key(id, layer, term, id == null ? "" : iris.geometry(layer, id.key()));
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            return toNode(row.getString(column));
        }

        @Override
        public Node toNode(Object value) {
            return NodeFactory.createURI(iris.geometry(layer, value.toString()));
        }
    }

    /** Terms that the database knows by their number in a list; equal terms have one number. */
    record Dictionary(List<Node> terms, Map<Node, Integer> numbers) implements Codec {
        @Override
        public String sqlType() {
            return "int4";
        }

        /** Numbers of new terms are given out here. */
        @Override
        public Object toSql(Node term) {
            return numbers.computeIfAbsent(term, t -> {
                terms.add(t);
                return terms.size() - 1;
            });
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            return terms.get(row.getInt(column));
        }

        @Override
        public Node toNode(Object value) {
            return terms.get((Integer) value);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Numbers where NaN stands for no number at all, which SPARQL writes as the integer 0. */
    record OrZero(Codec numbers) implements Codec {
        private static final Node ZERO = NodeFactory.createLiteralDT("0", XSDDatatype.XSDinteger);

        @Override
        public String sqlType() {
            return numbers.sqlType();
        }

        @Override
        public @Nullable Object toSql(Node term) {
            return numbers.toSql(term);
        }

        @Override
        public Node toNode(ResultSet row, int column) throws SQLException {
            return Double.isNaN(row.getDouble(column)) ? ZERO : numbers.toNode(row, column);
        }

        @Override
        public Node toNode(Object value) {
            return numbers.toNode(value);
        }
    }

    /** Only the one spelling that we write counts: other percent-encodings of a key are other IRIs. */
    private static @Nullable String key(@Nullable FeatureId id, String layer, Node term, String spelling) {
        return id != null && id.layer().equals(layer) && term.getURI().equals(spelling) ? text(id.key()) : null;
    }

    /** PostgreSQL has no text with a NUL or half a surrogate pair in it. */
    private static @Nullable String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return null;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return null;
                }
                i++;
            }
        }
        return text;
    }
}
