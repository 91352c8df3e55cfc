package vn.huetwin.ontology.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.sys.JenaSystem;

/**
 * Reads the catalogue from Turtle: the files of the product and those that an installation adds.
 *
 * <p>Declarations use {@link Iris#DEFAULT_BASE}; when the installation has another base, it is put in its place.
 */
public final class CatalogueReader {
    static {
        JenaSystem.init();
    }

    private CatalogueReader() {}

    /**
     * @param base      base IRI of the installation
     * @param additions Turtle files, or folders of them, beside those of the product
     * @throws CatalogueException if a file cannot be parsed or a declaration is wrong
     */
    public static Catalogue read(String base, Collection<Path> additions) {
        Map<String, String> sources = new TreeMap<>(builtIn());
        for (Path addition : additions) {
            readInto(sources, addition);
        }
        return parse(base, sources);
    }

    /** The product's own declarations only. */
    public static Catalogue read() {
        return read(Iris.DEFAULT_BASE, List.of());
    }

    /** @param turtle texts by a name that error messages show */
    static Catalogue parse(String base, Map<String, String> turtle) {
        Model ontology = ModelFactory.createDefaultModel();
        turtle.forEach((name, text) -> parseInto(ontology, name, text, base));
        List<String> problems = DeclarationCheck.problems(ontology, base);
        if (!problems.isEmpty()) {
            throw new CatalogueException(
                    "The declarations in " + turtle.keySet() + " cannot be used:\n- " + String.join("\n- ", problems));
        }
        return new Declarations(ontology, new Iris(base)).catalogue();
    }

    private static void parseInto(Model ontology, String name, String text, String base) {
        try {
            RDFParser.create()
                    .fromString(text.replace(Iris.DEFAULT_BASE, base))
                    .lang(Lang.TURTLE)
                    .base(base)
                    .errorHandler(org.apache.jena.riot.system.ErrorHandlerFactory.errorHandlerStrictNoLogging)
                    .parse(ontology);
        } catch (RiotException e) {
            throw new CatalogueException(name + ": " + e.getMessage(), e);
        }
    }

    private static void readInto(Map<String, String> sources, Path path) {
        try (Stream<Path> files = Files.walk(path, 1)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".ttl")).sorted().toList()) {
                sources.put(file.toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new CatalogueException("Cannot read the declarations in " + path + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, String> builtIn() {
        URL folder = CatalogueReader.class.getResource("/model/core.ttl");
        if (folder == null) {
            throw new IllegalStateException("The product's declarations are missing from the class path");
        }
        Map<String, String> sources = new TreeMap<>();
        try {
            URI uri = folder.toURI();
            if ("jar".equals(uri.getScheme())) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    readInto(sources, jar.getPath("/model"));
                }
            } else {
                readInto(sources, Path.of(uri).resolveSibling("."));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return sources;
    }
}
