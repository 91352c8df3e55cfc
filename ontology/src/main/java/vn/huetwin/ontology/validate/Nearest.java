package vn.huetwin.ontology.validate;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody meant. */
public final class Nearest {
    private static final int LONGEST = 100;

    private Nearest() {}

    /** The candidate with the fewest edits (Levenshtein) after folding, or null if none is close. */
    public static @Nullable String to(String word, Collection<String> candidates) {
        String folded = fold(word);
        if (folded.length() > LONGEST) {
            return null;
        }
        String best = null;
        int bestDistance = Math.max(1, folded.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(folded, fold(candidate));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Lower case without diacritics, with đ as d and runs of other signs as one hyphen. */
    public static String fold(String text) {
        String plain = Normalizer.normalize(text.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder folded = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == 'đ') {
                folded.append('d');
            } else if (Character.isLetterOrDigit(c)) {
                folded.append(c);
            } else if (Character.getType(c) != Character.NON_SPACING_MARK
                    && folded.length() > 0
                    && folded.charAt(folded.length() - 1) != '-') {
                folded.append('-');
            }
        }
        return folded.toString();
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
