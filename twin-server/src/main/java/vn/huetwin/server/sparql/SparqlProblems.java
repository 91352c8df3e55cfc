package vn.huetwin.server.sparql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.query.QueryBuildException;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.sparql.ARQException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.rdf.OwnedByTableException;
import vn.huetwin.ontology.rdf.QueryCostException;
import vn.huetwin.ontology.rdf.QueryLimitException;
import vn.huetwin.server.http.HttpProblem;

/** What went wrong with a query, said to the one who sent it. */
final class SparqlProblems {
    private static final Pattern PLACE = Pattern.compile("at line (\\d+), column (\\d+)");

    private SparqlProblems() {}

    static HttpProblem syntax(QueryException e, String field) {
        String message = String.valueOf(e.getMessage()).strip();
        if (e instanceof QueryParseException parse && parse.getLine() > 0) {
            // the parser's own numbers are those of the last token it understood
            Matcher offender = PLACE.matcher(message);
            boolean named = offender.find();
            String line = named ? offender.group(1) : Integer.toString(parse.getLine());
            String column = named ? offender.group(2) : Integer.toString(parse.getColumn());
            String place = "line " + line + ", column " + column;
            String viPlace = "dòng " + line + ", cột " + column;
            return HttpProblem.badRequest(
                    "sparql-syntax",
                    field,
                    "Lỗi cú pháp SPARQL ở " + viPlace + ": " + message,
                    "SPARQL syntax error at " + place + ": " + message);
        }
        return HttpProblem.badRequest(
                "sparql-syntax", field, "Câu SPARQL không hợp lệ: " + message, "Not valid SPARQL: " + message);
    }

    static HttpProblem timeout(long seconds) {
        return new HttpProblem(
                504,
                "query-timeout",
                "query",
                new Text(
                        "Truy vấn bị dừng sau " + seconds + " giây; hãy thu hẹp điều kiện hoặc dùng LIMIT",
                        "The query was stopped after " + seconds + " seconds; narrow its conditions or use LIMIT"));
    }

    static HttpProblem tooDeep(String field) {
        return HttpProblem.badRequest(
                "sparql-too-deep", field, "Câu SPARQL lồng quá nhiều tầng", "The SPARQL text is nested too deeply");
    }

    static HttpProblem serviceDisabled() {
        return HttpProblem.badRequest(
                "service-disabled",
                "query",
                "SERVICE bị tắt ở máy chủ này",
                "SERVICE is switched off on this server; it answers from its own data only");
    }

    /** A problem of the query found while it ran, or null if it is the server's. */
    static @Nullable HttpProblem running(RuntimeException e) {
        if (e instanceof OwnedByTableException) {
            String message = String.valueOf(e.getMessage());
            return new HttpProblem(
                    409,
                    "owned-by-table",
                    "update",
                    new Text("Dữ liệu này nằm trong bảng của một lớp: " + message, message));
        }
        if (e instanceof QueryBuildException build) {
            return syntax(build, "query");
        }
        if (e instanceof QueryCostException cost) {
            String rows = String.format(Locale.ROOT, "%.0f", cost.rows());
            return HttpProblem.badRequest(
                    "query-too-expensive",
                    "query",
                    "Cơ sở dữ liệu dự tính truy vấn này quá tốn kém (khoảng " + rows
                            + " dòng); hãy nối các lớp chặt hơn hoặc thu hẹp khu vực, thời gian",
                    "The database expects this query to be too expensive (about " + rows
                            + " rows); join its layers more closely, or narrow area or time");
        }
        if (e instanceof QueryLimitException limit) {
            return HttpProblem.badRequest(
                    "query-too-large",
                    "query",
                    "Truy vấn đọc quá " + limit.rows() + " dòng; hãy thu hẹp điều kiện hoặc dùng LIMIT",
                    "The query reads more than " + limit.rows() + " rows; narrow its conditions or use LIMIT");
        }
        if (e instanceof ARQException || e instanceof QueryException) {
            String message = String.valueOf(e.getMessage());
            return HttpProblem.badRequest(
                    "query-not-supported", "query", "Không trả lời được: " + message, "Cannot be answered: " + message);
        }
        return null;
    }
}
