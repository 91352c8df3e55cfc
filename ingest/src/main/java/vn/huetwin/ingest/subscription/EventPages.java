package vn.huetwin.ingest.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.geotools.api.feature.simple.SimpleFeature;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EarlierStates;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.ontology.query.FeatureMatch;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.MemoryLayer;
import vn.huetwin.ontology.store.FeatureVersions;
import vn.huetwin.ontology.store.StoreException;

/**
 * Reads pages of the log for those who filter them. A condition on features holds for an entry if the feature fulfils it
 * after the entry or fulfilled it just before, so that who follows a condition hears of what leaves it; for an entry that
 * came late, corrects or retracts, if the feature ever fulfilled it as the events came in.
 */
public final class EventPages {
    private static final int LONGEST_CHAIN = 8;
    private static final int RECENT = 32;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final EventView view;
    private final Crs local;
    private final Deque<EventPage> recent = new ArrayDeque<>();
    private final Map<String, MemoryLayer> memory = new ConcurrentHashMap<>();

    /** @param local the CRS of {@code geometry_local} */
    public EventPages(DataSource dataSource, Catalogue catalogue, Crs local) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.local = local;
        view = new EventView(catalogue);
    }

    /** The layer as filters are evaluated on it. @throws vn.huetwin.ontology.catalogue.UnknownLayerException */
    public MemoryLayer layer(String name, Access access) {
        Layer layer = access.get(catalogue, name);
        return memory.computeIfAbsent(layer.name(), n -> new MemoryLayer(layer, local));
    }

    /**
     * @throws FilterException if the condition cannot be read, names what the reader does not see, or no one layer is
     *     named that it could be about
     */
    public EventFilter filter(EventFilter.Wish wish, Access access) {
        String cql = wish.cql();
        if (cql == null) {
            return new EventFilter(wish, null);
        }
        String name = wish.layer() == null ? onlyLayer(wish.types()) : wish.layer();
        if (name == null) {
            throw new FilterException(
                    "filter",
                    "filter cần biết lớp nào: thêm layer=<lớp>, hoặc type chỉ của một lớp",
                    "filter is about the features of one layer: add layer=<name>, or types of one layer only");
        }
        FeatureMatch match = layer(name, access).match(CqlParser.parse(cql), access);
        return new EventFilter(new EventFilter.Wish(wish.types(), wish.wards(), wish.box(), name, cql), match);
    }

    private static @Nullable String onlyLayer(@Nullable List<String> types) {
        Set<String> layers = new LinkedHashSet<>();
        for (String type : types == null ? List.<String>of() : types) {
            String[] parts = type.split("\\.");
            layers.add(parts.length == 4 ? parts[2] : "");
        }
        String first = layers.isEmpty() ? "" : layers.iterator().next();
        return layers.size() == 1 && !first.isEmpty() ? first : null;
    }

    /** Keeps a page for those who are a little behind, so that many of them do not ask the database. */
    public void keep(EventPage page) {
        synchronized (recent) {
            recent.addLast(page);
            while (recent.size() > RECENT) {
                recent.removeFirst();
            }
        }
    }

    private @Nullable EventPage kept(long position) {
        synchronized (recent) {
            for (EventPage page : recent) {
                if (page.after() <= position && position < page.last()) {
                    return page;
                }
            }
            return null;
        }
    }

    /** Reads on from a position. The page may hold entries from before it too. */
    public EventPage after(long position, int limit) throws SQLException {
        EventPage known = kept(position);
        if (known != null) {
            return known;
        }
        try (Connection connection = dataSource.getConnection()) {
            return page(position, EventLog.after(connection, position, limit));
        }
    }

    /** @param entries all that follow the position, up to the last of them */
    public EventPage page(long after, List<LogEntry> entries) {
        return new EventPage(after, entries, view, new EventPage.States() {
            @Override
            public Map<Long, List<SimpleFeature>> of(List<LogEntry> all) {
                return states(after, all);
            }

            @Override
            public Map<Long, LogEntry> amended(List<LogEntry> all) {
                return originals(all);
            }
        });
    }

    /** The id of the event that the entry corrects or retracts, or null. */
    static @Nullable String amends(LogEntry entry) {
        String text = entry.extensions();
        if (!text.contains("\"corrects\"") && !text.contains("\"retracts\"")) {
            return null;
        }
        try {
            JsonNode extensions = MAPPER.readTree(text);
            JsonNode corrects = extensions.path("corrects");
            return (corrects.isMissingNode() ? extensions.path("retracts") : corrects).asText(null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The log holds extensions that are not JSON", e);
        }
    }

    private Map<Long, LogEntry> originals(List<LogEntry> entries) {
        Map<Long, LogEntry> originals = new HashMap<>();
        Map<Long, LogEntry> open = new HashMap<>();
        entries.stream().filter(e -> amends(e) != null).forEach(e -> open.put(e.position(), e));
        try (Connection connection = dataSource.getConnection()) {
            for (int i = 0; i < LONGEST_CHAIN && !open.isEmpty(); i++) {
                List<Map.Entry<Long, LogEntry>> asked = List.copyOf(open.entrySet());
                open.clear();
                List<LogEntry> found = EventLog.find(
                        connection,
                        asked.stream().map(a -> a.getValue().source()).toList(),
                        asked.stream()
                                .map(a -> String.valueOf(amends(a.getValue())))
                                .toList());
                for (Map.Entry<Long, LogEntry> a : asked) {
                    found.stream()
                            .filter(f ->
                                    f.source().equals(a.getValue().source()) && f.id().equals(amends(a.getValue())))
                            .forEach(f -> {
                                originals.put(a.getKey(), f);
                                if (amends(f) != null) {
                                    open.put(a.getKey(), f);
                                }
                            });
                }
            }
        } catch (SQLException e) {
            throw new StoreException("The log cannot be read", e);
        }
        return originals;
    }

    private Map<Long, List<SimpleFeature>> states(long after, List<LogEntry> entries) {
        Map<String, List<LogEntry>> byLayer = new HashMap<>();
        for (LogEntry entry : entries) {
            if (entry.layer() != null && entry.subject() != null && catalogue.find(entry.layer()) != null) {
                byLayer.computeIfAbsent(entry.layer(), l -> new ArrayList<>()).add(entry);
            }
        }
        Map<Long, List<SimpleFeature>> states = new HashMap<>();
        try (Connection connection = dataSource.getConnection()) {
            for (Map.Entry<String, List<LogEntry>> one : byLayer.entrySet()) {
                Layer layer = catalogue.get(one.getKey());
                states(connection, layer, after, one.getValue(), states);
            }
        } catch (SQLException e) {
            throw new StoreException("The features of the log cannot be read", e);
        }
        return states;
    }

    private void states(
            Connection connection,
            Layer layer,
            long after,
            List<LogEntry> entries,
            Map<Long, List<SimpleFeature>> states)
            throws SQLException {
        MemoryLayer asked = memory.computeIfAbsent(layer.name(), n -> new MemoryLayer(layer, local));
        List<String> keys = entries.stream().map(LogEntry::subject).distinct().toList();
        Map<String, List<Feature>> versions = FeatureVersions.load(connection, layer, keys, after);
        List<LogEntry> anew = new ArrayList<>();
        for (LogEntry entry : entries) {
            List<Feature> own = versions.getOrDefault(entry.subject(), List.of());
            int written = written(own, entry.position());
            if (written >= 0 && amends(entry) == null) {
                states.put(
                        entry.position(),
                        own.subList(Math.max(0, written - 1), written + 1).stream()
                                .map(asked::feature)
                                .toList());
            } else {
                anew.add(entry);
                states.put(
                        entry.position(),
                        new ArrayList<>(own.stream().map(asked::feature).toList()));
            }
        }
        if (!anew.isEmpty()) {
            Map<String, List<Feature>> raw = EarlierStates.load(
                    connection,
                    layer,
                    anew.stream().map(LogEntry::subject).distinct().toList());
            for (LogEntry entry : anew) {
                List<SimpleFeature> known = states.computeIfAbsent(entry.position(), p -> new ArrayList<>());
                raw.getOrDefault(entry.subject(), List.of()).stream()
                        .filter(f -> f.position() <= entry.position())
                        .forEach(f -> known.add(asked.feature(f)));
            }
        }
    }

    private static int written(List<Feature> versions, long position) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).position() == position) {
                return i;
            }
        }
        return -1;
    }
}
