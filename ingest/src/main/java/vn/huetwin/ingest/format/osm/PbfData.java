package vn.huetwin.ingest.format.osm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes one {@code OSMData} block and hands its elements to a visitor (osmformat.proto). */
final class PbfData {
    /** Takes elements; the wish methods spare the decoding of what is not wanted. */
    interface Visitor {
        default boolean wantsNodes() {
            return false;
        }

        /** Whether the tags of nodes matter too. */
        default boolean wantsNodeTags() {
            return false;
        }

        default boolean wantsWays() {
            return false;
        }

        default boolean wantsRelations() {
            return false;
        }

        /** @param lon longitude and latitude in units of 1e-7 degrees */
        default void node(long id, int lon, int lat, Map<String, Object> tags) {}

        default void way(long id, long[] nodes, Map<String, Object> tags) {}

        /** @param types 0 node, 1 way, 2 relation */
        default void relation(long id, long[] members, int[] types, String[] roles, Map<String, Object> tags) {}
    }

    private final Visitor visitor;
    private String[] strings = new String[0];
    private long granularity = 100;
    private long latOffset;
    private long lonOffset;

    PbfData(Visitor visitor) {
        this.visitor = visitor;
    }

    void decode(byte[] block) {
        List<Wire> groups = new ArrayList<>();
        granularity = 100;
        latOffset = 0;
        lonOffset = 0;
        Wire wire = Wire.of(block);
        while (wire.hasMore()) {
            int tag = wire.tag();
            switch (tag >>> 3) {
                case 1 -> strings = strings(wire.message());
                case 2 -> groups.add(wire.message());
                case 17 -> granularity = wire.varint();
                case 19 -> latOffset = wire.varint();
                case 20 -> lonOffset = wire.varint();
                default -> wire.skip(tag);
            }
        }
        groups.forEach(this::group);
    }

    private static String[] strings(Wire table) {
        List<String> strings = new ArrayList<>();
        while (table.hasMore()) {
            int tag = table.tag();
            if (tag >>> 3 == 1) {
                strings.add(table.text());
            } else {
                table.skip(tag);
            }
        }
        return strings.toArray(String[]::new);
    }

    private void group(Wire group) {
        while (group.hasMore()) {
            int tag = group.tag();
            Wire element = group.message();
            switch (tag >>> 3) {
                case 1 -> {
                    if (visitor.wantsNodes()) {
                        node(element);
                    }
                }
                case 2 -> {
                    if (visitor.wantsNodes()) {
                        dense(element);
                    }
                }
                case 3 -> {
                    if (visitor.wantsWays()) {
                        way(element);
                    }
                }
                case 4 -> {
                    if (visitor.wantsRelations()) {
                        relation(element);
                    }
                }
                default -> {
                    // Changesets are of no use here.
                }
            }
        }
    }

    private int degrees(long offset, long value) {
        return (int) ((offset + granularity * value) / 100);
    }

    private void node(Wire node) {
        long id = 0;
        long lat = 0;
        long lon = 0;
        long[] keys = {};
        long[] values = {};
        while (node.hasMore()) {
            int tag = node.tag();
            switch (tag >>> 3) {
                case 1 -> id = node.zigzag();
                case 2 -> keys = node.message().packed(false, false);
                case 3 -> values = node.message().packed(false, false);
                case 8 -> lat = node.zigzag();
                case 9 -> lon = node.zigzag();
                default -> node.skip(tag);
            }
        }
        visitor.node(id, degrees(lonOffset, lon), degrees(latOffset, lat), tags(keys, values));
    }

    private void dense(Wire dense) {
        long[] ids = {};
        long[] lats = {};
        long[] lons = {};
        long[] keysValues = {};
        while (dense.hasMore()) {
            int tag = dense.tag();
            switch (tag >>> 3) {
                case 1 -> ids = dense.message().packed(true, true);
                case 8 -> lats = dense.message().packed(true, true);
                case 9 -> lons = dense.message().packed(true, true);
                case 10 -> {
                    Wire packed = dense.message();
                    keysValues = visitor.wantsNodeTags() ? packed.packed(false, false) : keysValues;
                }
                default -> dense.skip(tag);
            }
        }
        if (ids.length != lats.length || ids.length != lons.length) {
            throw new IllegalArgumentException("dense nodes of unequal lengths");
        }
        int at = 0;
        for (int i = 0; i < ids.length; i++) {
            Map<String, Object> tags = Map.of();
            if (at < keysValues.length && keysValues[at] != 0) {
                tags = new LinkedHashMap<>();
                while (at + 1 < keysValues.length && keysValues[at] != 0) {
                    tags.put(string(keysValues[at]), string(keysValues[at + 1]));
                    at += 2;
                }
            }
            at++;
            visitor.node(ids[i], degrees(lonOffset, lons[i]), degrees(latOffset, lats[i]), tags);
        }
    }

    private void way(Wire way) {
        long id = 0;
        long[] keys = {};
        long[] values = {};
        long[] nodes = {};
        while (way.hasMore()) {
            int tag = way.tag();
            switch (tag >>> 3) {
                case 1 -> id = way.varint();
                case 2 -> keys = way.message().packed(false, false);
                case 3 -> values = way.message().packed(false, false);
                case 8 -> nodes = way.message().packed(true, true);
                default -> way.skip(tag);
            }
        }
        visitor.way(id, nodes, tags(keys, values));
    }

    private void relation(Wire relation) {
        long id = 0;
        long[] keys = {};
        long[] values = {};
        long[] roles = {};
        long[] members = {};
        long[] types = {};
        while (relation.hasMore()) {
            int tag = relation.tag();
            switch (tag >>> 3) {
                case 1 -> id = relation.varint();
                case 2 -> keys = relation.message().packed(false, false);
                case 3 -> values = relation.message().packed(false, false);
                case 8 -> roles = relation.message().packed(false, false);
                case 9 -> members = relation.message().packed(true, true);
                case 10 -> types = relation.message().packed(false, false);
                default -> relation.skip(tag);
            }
        }
        if (roles.length != members.length || types.length != members.length) {
            throw new IllegalArgumentException("members of relation " + id + " of unequal lengths");
        }
        String[] roleNames = new String[roles.length];
        int[] kinds = new int[types.length];
        for (int i = 0; i < roles.length; i++) {
            roleNames[i] = string(roles[i]);
            kinds[i] = (int) types[i];
        }
        visitor.relation(id, members, kinds, roleNames, tags(keys, values));
    }

    private Map<String, Object> tags(long[] keys, long[] values) {
        if (keys.length != values.length) {
            throw new IllegalArgumentException("keys and values of unequal lengths");
        }
        if (keys.length == 0) {
            return Map.of();
        }
        Map<String, Object> tags = new LinkedHashMap<>(keys.length * 2);
        for (int i = 0; i < keys.length; i++) {
            tags.put(string(keys[i]), string(values[i]));
        }
        return tags;
    }

    private String string(long index) {
        if (index < 0 || index >= strings.length) {
            throw new IllegalArgumentException("string " + index + " of " + strings.length);
        }
        return strings[(int) index];
    }
}
