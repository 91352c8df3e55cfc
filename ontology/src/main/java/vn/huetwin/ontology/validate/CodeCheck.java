package vn.huetwin.ontology.validate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Finds the code that a source means: its notation or IRI, else whatever differs in letter case only, else a
 * Vietnamese or English label. A word that fits two codes fits none.
 */
final class CodeCheck {
    private static final int NAMED = 8;

    private final String field;
    private final CodeList list;
    private final Map<String, @Nullable String> byWord = new HashMap<>();

    CodeCheck(String field, CodeList list) {
        this.field = field;
        this.list = list;
        for (Code code : list.codes()) {
            put(Nearest.fold(code.label().vi()), code.notation());
            put(Nearest.fold(code.label().en()), code.notation());
        }
        Map<String, @Nullable String> notations = new HashMap<>();
        for (Code code : list.codes()) {
            String word = Nearest.fold(code.notation());
            notations.put(word, notations.containsKey(word) ? null : code.notation());
        }
        byWord.putAll(notations);
    }

    private void put(String word, String notation) {
        if (byWord.containsKey(word) && !notation.equals(byWord.get(word))) {
            byWord.put(word, null);
        } else {
            byWord.put(word, notation);
        }
    }

    String check(String given, List<Problem> repairs) throws ValueCheck.WrongValueException {
        Code exact = list.find(given);
        if (exact != null) {
            return exact.notation();
        }
        Code named = list.findByIri(given);
        if (named != null) {
            return named.notation();
        }
        String meant = byWord.get(Nearest.fold(given));
        if (meant == null) {
            throw new ValueCheck.WrongValueException(unknown(given));
        }
        repairs.add(new Problem(
                "code-matched",
                field,
                new Text(
                        "'" + field + "' " + ValueCheck.shown(given) + " được hiểu là mã '" + meant + "'",
                        "'" + field + "' " + ValueCheck.shown(given) + " was taken as the code '" + meant + "'")));
        return meant;
    }

    private Problem unknown(String given) {
        List<String> notations = list.codes().stream().map(Code::notation).toList();
        List<String> shown = new ArrayList<>();
        String nearest = Nearest.to(given, notations);
        if (nearest != null) {
            shown.add(nearest);
        }
        notations.stream()
                .filter(n -> !shown.contains(n))
                .limit(NAMED - shown.size())
                .forEach(shown::add);
        String named = String.join(", ", shown) + (shown.size() < notations.size() ? ", …" : "");
        return new Problem(
                "code-not-in-list",
                field,
                new Text(
                        "'" + field + "' " + ValueCheck.shown(given) + " không có trong danh mục '" + list.name()
                                + "'; mã hợp lệ: " + named,
                        "'" + field + "' " + ValueCheck.shown(given) + " is not in the code list '" + list.name()
                                + "'; valid codes: " + named));
    }
}
