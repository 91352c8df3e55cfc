package vn.huetwin.ontology.gazetteer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import vn.huetwin.ontology.validate.Nearest;

/**
 * A word as it is compared: in lower case, its tone apart, wherever the mark stood (hoá = hóa), and a lone y as i
 * (Mỹ = Mĩ).
 *
 * @param letters without the tone, composed
 * @param tone    the combining mark, or 0
 * @param folded  without all diacritics, for looking up
 */
record Word(String letters, char tone, String folded) {
    private static final String TONES = "\u0300\u0301\u0303\u0309\u0323";
    private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{M}\\p{N}/]+");
    private static final Pattern LONE_Y = Pattern.compile("(qu|[bcdđghklmnpqrstvx]+)y");

    static Word of(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder letters = new StringBuilder();
        char tone = 0;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (TONES.indexOf(c) >= 0) {
                tone = c;
            } else {
                letters.append(c);
            }
        }
        String composed = Normalizer.normalize(letters, Normalizer.Form.NFC);
        if (LONE_Y.matcher(composed).matches()) {
            composed = composed.substring(0, composed.length() - 1) + 'i';
        }
        return new Word(composed, tone, Nearest.fold(composed));
    }

    static List<Word> all(String text) {
        List<Word> words = new ArrayList<>();
        for (String part : APART.split(text)) {
            if (!part.isEmpty()) {
                words.add(of(part));
            }
        }
        return words;
    }

    /** Whether this may stand for the word of a name: all diacritics that it has are those of the name. */
    boolean fits(Word name) {
        if (!folded.equals(name.folded)
                || letters.length() != name.letters.length()
                || (tone != 0 && tone != name.tone)) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            if (c != name.letters.charAt(i) && !Nearest.fold(String.valueOf(c)).equals(String.valueOf(c))) {
                return false;
            }
        }
        return true;
    }
}
