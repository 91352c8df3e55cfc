package vn.huetwin.server.geoserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.server.wms.WmsLayers;

/**
 * Makes GeoServer's catalogue say what a {@link Publication} says: reads what is there, writes what differs, and prints
 * a line for each. A second run finds nothing to do.
 */
final class Publisher {
    private static final String QUIET = "?quietOnNotFound=true";

    private final GeoServer server;
    private final Publication publication;
    private final PrintWriter out;
    private final boolean dry;
    private final String workspace;
    private final String types;
    private int changes;
    private int same;

    /** @param dry whether it only prints what it would do */
    Publisher(GeoServer server, Publication publication, boolean dry, PrintWriter out) {
        this.server = server;
        this.publication = publication;
        this.dry = dry;
        this.out = out;
        workspace = "/workspaces/" + publication.workspace();
        types = storePath() + "/featuretypes";
    }

    private String storePath() {
        return workspace + "/datastores/" + publication.storeName();
    }

    /** Whether the store is there as it should be, but for its password. */
    boolean isStoreKept() throws IOException, InterruptedException {
        JsonNode found = server.find(storePath() + ".json" + QUIET);
        return found != null && Difference.of(publication.store(null), found).isEmpty();
    }

    /**
     * All in order: what is referred to comes first.
     *
     * @param password of the role that reads the views; null if the store is kept
     * @return how much differs
     */
    int run(@Nullable String password, boolean prune) throws IOException, InterruptedException {
        String name = publication.workspace();
        write("workspace " + name, "/namespaces/" + name, "/namespaces", publication.namespace());
        if (password != null) {
            store(password);
        } else {
            same++;
        }
        ObjectNode addresses = publication.addresses();
        if (addresses != null) {
            write("addresses in documents", workspace + "/settings", workspace + "/settings", addresses);
        }
        for (String service : List.of("wms", "wfs")) {
            String settings = "/services/" + service + workspace + "/settings";
            write(service + " service", settings, null, publication.service(service));
        }
        Set<String> styles = new HashSet<>();
        for (Layer layer : publication.layers()) {
            for (Publication.StyleText style : publication.styles(layer)) {
                style(style);
                styles.add(style.name());
            }
            write("layer " + layer.name(), types + "/" + layer.name(), types, publication.featureType(layer));
            write("styles of " + layer.name(), "/layers/" + name + ":" + layer.name(), null, publication.layer(layer));
        }
        for (WmsLayers.Group group : publication.groups()) {
            String path = workspace + "/layergroups";
            write("group " + group.name(), path + "/" + group.name(), path, publication.group(group));
        }
        rasters(prune);
        surplus(prune, styles);
        out.printf("%d %s, %d as it should be%n", changes, dry ? "to change" : "changed", same);
        out.flush();
        return changes;
    }

    /** Cascaded: GeoServer has no file of them. */
    private void rasters(boolean prune) throws IOException, InterruptedException {
        Publication.Cascade cascade = publication.rasters();
        if (cascade == null) {
            return;
        }
        String stores = workspace + "/wmsstores";
        String layers = stores + "/" + Publication.RASTERS + "/wmslayers";
        Set<String> wanted = new HashSet<>();
        if (!cascade.layers().isEmpty()) {
            write("store of rasters", stores + "/" + Publication.RASTERS, stores, publication.rasterStore(cascade));
        }
        for (RasterLayer raster : cascade.layers()) {
            write("raster " + raster.name(), layers + "/" + raster.name(), layers, publication.rasterLayer(raster));
            wanted.add(raster.name());
        }
        remove(prune, "raster", layers, names(layers, "wmsLayers", "wmsLayer"), wanted, "?recurse=true");
    }

    private void store(String password) throws IOException, InterruptedException {
        JsonNode found = server.find(storePath() + ".json" + QUIET);
        ObjectNode wanted = publication.store(password);
        List<String> differences = found == null ? List.of() : Difference.of(wanted, found);
        say(found == null ? "+" : "~", "store " + publication.storeName(), differences);
        if (!dry) {
            send(found == null, storePath(), workspace + "/datastores", wanted.toString());
        }
    }

    private void send(boolean isNew, String path, @Nullable String parent, String body)
            throws IOException, InterruptedException {
        if (isNew && parent != null) {
            server.send("POST", parent, GeoServer.JSON, body);
        } else {
            server.send("PUT", path, GeoServer.JSON, body);
        }
    }

    /** @param parent where a new one is posted; null if it is put in its place */
    private void write(String what, String path, @Nullable String parent, ObjectNode wanted)
            throws IOException, InterruptedException {
        JsonNode found = server.find(path + ".json" + QUIET);
        List<String> differences = found == null ? List.of() : Difference.of(wanted, found);
        if (found != null && differences.isEmpty()) {
            same++;
            return;
        }
        say(found == null ? "+" : "~", what, differences);
        if (!dry) {
            send(found == null, path, parent, wanted.toString());
        }
    }

    /** As text: GeoServer keeps it as it was sent. */
    private void style(Publication.StyleText style) throws IOException, InterruptedException {
        String path = workspace + "/styles/" + style.name();
        String found = server.text(path + ".sld" + QUIET, style.type());
        if (found != null && found.strip().equals(style.text().strip())) {
            same++;
            return;
        }
        say(found == null ? "+" : "~", "style " + style.name(), List.of());
        if (!dry && found == null) {
            server.send("POST", workspace + "/styles?name=" + style.name() + "&raw=true", style.type(), style.text());
        } else if (!dry) {
            server.send("PUT", path + "?raw=true", style.type(), style.text());
        }
    }

    /** What stands in our workspace and is not of the catalogue: groups before the layers in them, styles last. */
    private void surplus(boolean prune, Set<String> styles) throws IOException, InterruptedException {
        Set<String> groups = new HashSet<>();
        publication.groups().forEach(group -> groups.add(group.name()));
        Set<String> layers = new HashSet<>();
        publication.layers().forEach(layer -> layers.add(layer.name()));
        String groupPath = workspace + "/layergroups";
        remove(prune, "group", groupPath, names(groupPath, "layerGroups", "layerGroup"), groups, "");
        remove(prune, "layer", types, names(types, "featureTypes", "featureType"), layers, "?recurse=true");
        String stylePath = workspace + "/styles";
        remove(prune, "style", stylePath, names(stylePath, "styles", "style"), styles, "?purge=true&recurse=true");
    }

    private void remove(boolean prune, String what, String path, List<String> names, Set<String> wanted, String how)
            throws IOException, InterruptedException {
        for (String name : names) {
            if (wanted.contains(name)) {
                continue;
            }
            if (!prune) {
                out.println("? " + what + " " + name + ": not of the catalogue; --prune deletes it");
                continue;
            }
            say("-", what + " " + name, List.of());
            if (!dry) {
                server.delete(path + "/" + name + how);
            }
        }
    }

    private List<String> names(String path, String list, String item) throws IOException, InterruptedException {
        JsonNode found = server.find(path + ".json" + QUIET);
        List<String> names = new ArrayList<>();
        if (found != null) {
            JsonNode items = found.path(list).path(item);
            // a list of one may be the one itself
            if (items.isObject()) {
                names.add(items.path("name").asText());
            }
            items.forEach(one -> {
                if (one.isObject()) {
                    names.add(one.path("name").asText());
                }
            });
        }
        return names;
    }

    private void say(String mark, String what, List<String> differences) {
        changes++;
        out.println(mark + " " + what);
        differences.forEach(line -> out.println("    " + line));
    }
}
