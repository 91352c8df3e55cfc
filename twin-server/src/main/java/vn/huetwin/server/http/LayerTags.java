package vn.huetwin.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.LayerVersions;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;

/**
 * Entity tags of answers that follow from the versions of layers: they are known before any work is done. Another start
 * of the server gives other tags, since it may answer otherwise.
 */
public final class LayerTags {
    private static final int LENGTH = 16;

    private final LayerVersions versions;
    private final String start;

    /** @param start names this start of the server */
    public LayerTags(LayerVersions versions, String start) {
        this.versions = versions;
        this.start = start;
    }

    private static SortedSet<String> names(Collection<Layer> layers) {
        return layers.stream().map(Layer::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names what is stored in some layers now; other layers may have the same name for it. */
    public String version(Collection<Layer> layers) {
        SortedSet<String> names = names(layers);
        if (names.size() == 1) {
            return start + "." + Long.toString(versions.of(names.first()), 36);
        }
        return start + "."
                + hash(names.stream().map(name -> name + versions.of(name)).toArray());
    }

    /** Whether what is drawn from memory shows the version of these layers already. */
    public boolean isDrawn(Collection<Layer> layers) {
        return layers.stream().allMatch(layer -> versions.isTold(layer.name()));
    }

    /**
     * The tag of an answer that means the same as long as the layers are the same. Answers are kept under their tags: those
     * of two layers differ, even if both were last written at the same time.
     *
     * @param representation all that chooses among the answers of one address
     */
    public EntityTag weak(Collection<Layer> layers, Access access, @Nullable Object... representation) {
        return new EntityTag(version(layers) + "." + hash(access, names(layers), Arrays.asList(representation)), true);
    }

    /** A short name for some values: the same for equal ones. */
    public static String hash(@Nullable Object... values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object value : values) {
                digest.update(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
