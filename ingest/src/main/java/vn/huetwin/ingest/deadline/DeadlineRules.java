package vn.huetwin.ingest.deadline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;

/** How long each category of incidents may take, as the ontology declares it, and which field it belongs to. */
public final class DeadlineRules {
    private static final String CATEGORIES = "incident-category";
    /** Of a rule in hours, the part after which it is at risk. */
    private static final double RISK_SHARE = 0.75;

    private record Rule(@Nullable Integer days, @Nullable Integer hours, LocalTime dueTime, int riskDays) {}

    /** When it is due, and from when it is at risk. */
    record Term(Instant risk, Instant due) {}

    private final OfficeHours office;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<String, String> fields = new HashMap<>();
    private final Rule usual;

    /** @throws IllegalArgumentException if a rule is not well written */
    public DeadlineRules(Catalogue catalogue, OfficeHours office) {
        this.office = office;
        Model ontology = catalogue.ontology();
        String def = catalogue.iris().base() + "def#";
        CodeList list = catalogue.codeLists().stream()
                .filter(l -> l.name().equals(CATEGORIES))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no code list " + CATEGORIES));
        usual = rule(ontology.getResource(list.iri()), def, new Rule(7, null, LocalTime.MIDNIGHT, 2));
        for (Code code : list.codes()) {
            Resource category = ontology.getResource(code.iri());
            rules.put(code.notation(), rule(category, def, usual));
            Statement field = category.getProperty(SKOS.broadMatch);
            if (field != null && field.getObject().isResource()) {
                Statement notation = field.getResource().getProperty(SKOS.notation);
                fields.put(code.notation(), notation == null ? "" : notation.getString());
            }
        }
    }

    private static Rule rule(Resource said, String def, Rule otherwise) {
        Integer hours = whole(said, def + "workingHours");
        Integer days = hours == null ? whole(said, def + "workingDays") : null;
        Integer risk = whole(said, def + "riskDays");
        Statement time = said.getProperty(said.getModel().createProperty(def + "dueTime"));
        return new Rule(
                hours != null ? null : days == null ? otherwise.days() : days,
                days != null ? null : hours == null ? otherwise.hours() : hours,
                time == null ? otherwise.dueTime() : LocalTime.parse(time.getString()),
                risk == null ? otherwise.riskDays() : risk);
    }

    private static @Nullable Integer whole(Resource said, String property) {
        Statement statement = said.getProperty(said.getModel().createProperty(property));
        if (statement == null) {
            return null;
        }
        int value = statement.getInt();
        if (value < 0 || value > 1_000) {
            throw new IllegalArgumentException(property + " of " + said + " is between 0 and 1000, not " + value);
        }
        return value;
    }

    /** The field of a category, or null. */
    @Nullable
    String field(@Nullable String category) {
        return category == null ? null : fields.get(category);
    }

    /** By the rule of the category. */
    Term term(@Nullable String category, Instant start) {
        Rule rule = category == null ? usual : rules.getOrDefault(category, usual);
        Integer hours = rule.hours();
        if (hours != null) {
            Duration work = Duration.ofHours(hours);
            Duration calm = Duration.ofMinutes(Math.round(hours * 60 * RISK_SHARE));
            return new Term(office.plus(start, calm), office.plus(start, work));
        }
        LocalDate first =
                office.calendar().onOrAfter(start.atZone(OfficeHours.ZONE).toLocalDate());
        LocalDate last = office.calendar().plus(first, rule.days() == null ? 7 : rule.days());
        return extended(
                category,
                start,
                last.atTime(rule.dueTime()).atZone(OfficeHours.ZONE).toInstant());
    }

    /** Due when the handling unit or an extension says. */
    Term extended(@Nullable String category, Instant start, Instant due) {
        Rule rule = category == null ? usual : rules.getOrDefault(category, usual);
        ZonedDateTime at = due.atZone(OfficeHours.ZONE);
        Instant risk = office.calendar()
                .plus(at.toLocalDate(), -rule.riskDays())
                .atTime(at.toLocalTime())
                .atZone(OfficeHours.ZONE)
                .toInstant();
        return new Term(risk.isBefore(start) ? start : risk, due);
    }
}
