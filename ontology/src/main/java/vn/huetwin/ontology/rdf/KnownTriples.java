package vn.huetwin.ontology.rdf;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.jena.atlas.lib.Cache;
import org.apache.jena.atlas.lib.CacheFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;

/** What readers of one clearance have found in TDB2 while it holds the same. Safe for threads. */
final class KnownTriples {
    private static final int MOST_PRESENT = 10_000;
    private static final int MOST_ANSWERS = 64;

    private final long revision;
    private final Cache<Triple, Boolean> present = CacheFactory.createCache(MOST_PRESENT);
    private final Cache<List<Triple>, List<Binding>> answers = CacheFactory.createCache(MOST_ANSWERS);

    /** @param revision negative for one that nobody else may see */
    KnownTriples(long revision) {
        this.revision = revision;
    }

    long revision() {
        return revision;
    }

    /** Whether there is any triple like this one. */
    boolean contains(Triple pattern, Predicate<Triple> look) {
        Boolean known = present.getIfPresent(pattern);
        if (known == null) {
            known = look.test(pattern);
            present.put(pattern, known);
        }
        return known;
    }

    /** The answers of a pattern, or as many as are worth being known. They hold no reference to the database. */
    List<Binding> answers(List<Triple> pattern, Supplier<List<Binding>> ask) {
        List<Binding> known = answers.getIfPresent(pattern);
        if (known == null) {
            known = ask.get().stream().map(KnownTriples::detached).toList();
            answers.put(List.copyOf(pattern), known);
        }
        return known;
    }

    private static Binding detached(Binding binding) {
        BindingBuilder builder = Binding.builder();
        binding.forEach(builder::add);
        return builder.build();
    }
}
