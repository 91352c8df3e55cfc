package vn.huetwin.server.sparql;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import vn.huetwin.ontology.rdf.Explanation;

/** An explanation as JSON. */
final class ExplanationAnswer {
    private ExplanationAnswer() {}

    static JsonObject json(Explanation explanation) {
        JsonArray statements = new JsonArray();
        for (Explanation.Statement statement : explanation.statements()) {
            statements.add(new JsonObject()
                    .put("part", statement.part())
                    .put("sql", statement.sql())
                    .put("parameters", new JsonArray(statement.parameters()))
                    .put("estimatedRows", statement.estimatedRows())
                    .put("cost", statement.cost())
                    .put("rows", statement.rows())
                    .put("milliseconds", statement.millis()));
        }
        JsonArray errors = new JsonArray();
        explanation
                .errors()
                .forEach((error, times) ->
                        errors.add(new JsonObject().put("message", error).put("times", times)));
        return new JsonObject()
                .put("rows", explanation.rows())
                .put("milliseconds", explanation.millis())
                .put("algebra", explanation.algebra())
                .put("statements", statements)
                .put("errors", errors);
    }
}
