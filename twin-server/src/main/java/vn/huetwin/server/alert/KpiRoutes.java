package vn.huetwin.server.alert;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.deadline.FigureStore;
import vn.huetwin.ingest.deadline.FigureStore.Split;
import vn.huetwin.ingest.deadline.Indicator;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** {@code GET /api/kpi}: the indicators, split as asked, with what is aimed at and up to when they are known. */
public final class KpiRoutes implements Routes {
    private static final String SOURCE = "vn.hue.incident.*, vn.hue.deadline.*";

    private final List<Indicator> indicators;
    private final FigureStore figures;
    private final Workers workers;

    public KpiRoutes(List<Indicator> indicators, FigureStore figures, Workers workers) {
        this.indicators = indicators;
        this.figures = figures;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/kpi").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        MultiMap parameters = context.request().params();
        List<Indicator> wanted = wanted(parameters.get("indicator"));
        List<Split> by = splits(parameters.get("by"));
        Set<String> measures = new HashSet<>();
        for (Indicator indicator : wanted) {
            measures.add(indicator.numerator());
            if (indicator.denominator() != null) {
                measures.add(indicator.denominator());
            }
        }
        FigureStore.Question question = new FigureStore.Question(
                measures,
                by,
                time(parameters, "from"),
                time(parameters, "until"),
                parameters.get("ward"),
                parameters.get("unit"),
                parameters.get("field"));
        workers.run(context, () -> figures.read(question), found -> {
            if (found == null) {
                throw HttpProblem.badRequest(
                        "too-many-figures",
                        "by",
                        "Quá nhiều số liệu; hãy thu hẹp from, until hoặc bớt by",
                        "There are too many figures; narrow from and until, or split by less");
            }
            JsonRequest.answer(context, 200, json(wanted, by, found));
        });
    }

    private List<Indicator> wanted(@Nullable String names) {
        if (names == null) {
            return indicators;
        }
        List<Indicator> found = new ArrayList<>();
        for (String name : names.split(",")) {
            found.add(indicators.stream()
                    .filter(i -> i.name().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> unknown(
                            "indicator",
                            name,
                            indicators.stream().map(Indicator::name).collect(Collectors.joining(", ")))));
        }
        return found;
    }

    private static List<Split> splits(@Nullable String names) {
        List<Split> found = new ArrayList<>();
        for (String name : names == null || names.isBlank() ? new String[0] : names.split(",")) {
            Split split = Arrays.stream(Split.values())
                    .filter(s -> s.keyword().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> unknown(
                            "by",
                            name,
                            Arrays.stream(Split.values()).map(Split::keyword).collect(Collectors.joining(", "))));
            if (!found.contains(split)) {
                found.add(split);
            }
        }
        return found;
    }

    private static HttpProblem unknown(String parameter, String value, String known) {
        return new HttpProblem(
                400,
                "parameter-invalid",
                parameter,
                new Text(
                        "Không biết " + parameter + " '" + value + "'; có: " + known,
                        "There is no " + parameter + " '" + value + "'; there are: " + known));
    }

    /** A date, which begins in Việt Nam, or a time. */
    private static @Nullable Instant time(MultiMap parameters, String name) {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(OfficeHours.ZONE).toInstant()
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest(
                    "time-invalid",
                    name,
                    name + " là ngày 2026-11-26 hoặc giờ 2026-11-26T08:00:00+07:00",
                    name + " is a date such as 2026-11-26 or a time such as 2026-11-26T08:00:00+07:00");
        }
    }

    private static JsonObject json(List<Indicator> wanted, List<Split> by, FigureStore.Figures figures) {
        JsonArray all = new JsonArray();
        for (Indicator indicator : wanted) {
            Indicator.Target target = indicator.target();
            all.add(new JsonObject()
                    .put("id", indicator.name())
                    .put("iri", indicator.iri())
                    .put(
                            "title",
                            new JsonObject()
                                    .put("vi", indicator.title().vi())
                                    .put("en", indicator.title().en()))
                    .put(
                            "target",
                            target == null
                                    ? null
                                    : new JsonObject()
                                            .put("value", target.value())
                                            .put("source", target.source())
                                            .put("date", target.date()))
                    .put("values", values(indicator, by, figures.sums())));
        }
        return new JsonObject()
                .put("source", SOURCE)
                .put("position", figures.position())
                .put("date", figures.time() == null ? null : figures.time().toString())
                .put("by", new JsonArray(by.stream().map(Split::keyword).toList()))
                .put("indicators", all);
    }

    private static JsonArray values(Indicator indicator, List<Split> by, List<FigureStore.Sum> sums) {
        Map<List<String>, long[]> parts = new LinkedHashMap<>();
        for (FigureStore.Sum sum : sums) {
            if (sum.measure().equals(indicator.numerator())) {
                parts.computeIfAbsent(sum.parts(), p -> new long[2])[0] += sum.value();
            }
            if (sum.measure().equals(indicator.denominator())) {
                parts.computeIfAbsent(sum.parts(), p -> new long[2])[1] += sum.value();
            }
        }
        JsonArray values = new JsonArray();
        parts.forEach((part, value) -> {
            JsonObject one = new JsonObject();
            for (int i = 0; i < by.size(); i++) {
                one.put(
                        by.get(i).keyword().toLowerCase(Locale.ROOT),
                        part.get(i).isEmpty() ? null : part.get(i));
            }
            if (indicator.denominator() == null) {
                one.put("value", value[0]);
            } else {
                one.put("value", value[1] == 0 ? null : (double) value[0] / value[1])
                        .put("numerator", value[0])
                        .put("denominator", value[1]);
            }
            values.add(one);
        });
        return values;
    }
}
