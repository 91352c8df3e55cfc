package vn.huetwin.ingest.format.citymodel;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FileCrs;

/**
 * The horizontal part of the names that city models give to reference systems: EPSG in every spelling, compound URNs
 * ({@code urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783}), compound codes, and the names of the German surveying
 * authorities. What is not known is not guessed.
 *
 * @param name          as the file has it
 * @param epsg          of the horizontal system, or null
 * @param northingFirst whether the file puts latitude or northing first
 */
record CrsName(String name, @Nullable Integer epsg, boolean northingFirst) {
    /** Compound code → code of its horizontal part. */
    private static final Map<Integer, Integer> COMPOUND = Map.ofEntries(
            Map.entry(7415, 28992),
            Map.entry(6697, 6668),
            Map.entry(5554, 25831),
            Map.entry(5555, 25832),
            Map.entry(5556, 25833),
            Map.entry(5698, 2154),
            Map.entry(7423, 4258),
            Map.entry(9518, 4326),
            Map.entry(9707, 4326),
            Map.entry(4979, 4326),
            Map.entry(4937, 4258),
            Map.entry(6667, 6668));

    /** Geographic systems: their authority puts latitude first. */
    private static final java.util.Set<Integer> GEOGRAPHIC = java.util.Set.of(4326, 4258, 4756, 6668, 4612);

    private static final Pattern CODE = Pattern.compile("EPSG(?:/|:)+(?:[0-9.]*(?:/|:))?([0-9]{3,6})");
    private static final Pattern AUTHORITY_XML = Pattern.compile("epsg\\.xml#([0-9]{3,6})");
    private static final Pattern ADV =
            Pattern.compile("(?:ETRS89_UTM|DE_ETRS89_UTM)(3[123])", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADV_GAUSS = Pattern.compile("DE_DHDN_3GK([2345])", Pattern.CASE_INSENSITIVE);

    static CrsName of(String name) {
        String plain = name.strip();
        Matcher adv = ADV.matcher(plain);
        if (adv.find()) {
            return new CrsName(plain, 25800 + Integer.parseInt(adv.group(1)), false);
        }
        Matcher gauss = ADV_GAUSS.matcher(plain);
        if (gauss.find()) {
            return new CrsName(plain, 31464 + Integer.parseInt(gauss.group(1)), false);
        }
        Matcher code = CODE.matcher(plain.toUpperCase(Locale.ROOT));
        Matcher xml = AUTHORITY_XML.matcher(plain.toLowerCase(Locale.ROOT));
        Integer first =
                code.find() ? Integer.valueOf(code.group(1)) : xml.find() ? Integer.valueOf(xml.group(1)) : null;
        if (first == null) {
            return new CrsName(plain, null, false);
        }
        int horizontal = COMPOUND.getOrDefault(first, first);
        return new CrsName(plain, horizontal, GEOGRAPHIC.contains(horizontal));
    }

    /** What the importer asks of a file. */
    FileCrs crs() {
        return new FileCrs(epsg, name);
    }
}
