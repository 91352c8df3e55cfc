package vn.huetwin.ontology.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A SKOS concept scheme, in the order in which it is shown. */
public final class CodeList {
    private final String name;
    private final String iri;
    private final Text title;
    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, Code> byIri = new LinkedHashMap<>();

    public CodeList(String name, String iri, Text title, List<Code> codes) {
        this.name = name;
        this.iri = iri;
        this.title = title;
        for (Code code : codes) {
            this.codes.put(code.notation(), code);
            byIri.put(code.iri(), code);
        }
    }

    public String name() {
        return name;
    }

    public String iri() {
        return iri;
    }

    public Text title() {
        return title;
    }

    public List<Code> codes() {
        return List.copyOf(codes.values());
    }

    public @Nullable Code find(String notation) {
        return codes.get(notation);
    }

    public @Nullable Code findByIri(String codeIri) {
        return byIri.get(codeIri);
    }
}
