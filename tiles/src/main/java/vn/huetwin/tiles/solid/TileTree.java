package vn.huetwin.tiles.solid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/** Which feature lies in which tile. Keys and places only: geometry is read tile by tile when a tile is made. */
final class TileTree {
    /** A tile with more is split into four. */
    static final int MOST = 1_000;

    private static final int DEEPEST = 21;

    /** A tile with content. */
    static final class Tile {
        final Cell cell;
        Members members = new Members();
        /** Of its buildings as last written; null before. */
        @Nullable
        Envelope box;

        /** Metres above the ellipsoid. */
        double height;

        double lowest;
        /** Of its files as last written; null before. */
        TileFolder.@Nullable Sums sums;

        Tile(Cell cell) {
            this.cell = cell;
        }
    }

    private final KeyTable byKey = new KeyTable();
    private final List<Tile> tiles = new ArrayList<>();
    private final Map<Cell, Integer> numbers = new HashMap<>();
    private final Set<Cell> split = new HashSet<>();
    private Set<Tile> changed = new LinkedHashSet<>();

    /** Tiles that hold something, in the order of their names. */
    List<Tile> tiles() {
        return tiles.stream()
                .filter(t -> t.members.count() > 0)
                .sorted((a, b) -> a.cell.name().compareTo(b.cell.name()))
                .toList();
    }

    @Nullable
    Tile find(String key) {
        int number = byKey.find(key);
        return number < 0 ? null : tiles.get(number);
    }

    /** Puts a building where it belongs; it must not be in the tree. */
    Tile add(Solid solid) {
        Cell cell = Cell.of(solid.level(), solid.lon(), solid.lat());
        while (split.contains(cell)) {
            cell = cell.child(solid.lon(), solid.lat());
        }
        int number = numbers.computeIfAbsent(cell, c -> {
            tiles.add(new Tile(c));
            return tiles.size() - 1;
        });
        Tile tile = tiles.get(number);
        changed.add(tile);
        tile.members.add(solid.name());
        byKey.put(solid.name(), number);
        return tile;
    }

    /** @return the tile it was in, or null */
    @Nullable
    Tile remove(String key) {
        Tile tile = find(key);
        if (tile != null) {
            tile.members.remove(key);
            byKey.remove(key);
            changed.add(tile);
        }
        return tile;
    }

    boolean isFull(Tile tile) {
        return tile.members.count() > MOST && tile.cell.level() < DEEPEST;
    }

    /** Empties a tile for good. What was in it goes one level down when it is added again. @return the keys */
    Set<String> split(Tile tile) {
        Set<String> keys = tile.members.keys();
        for (String key : keys) {
            byKey.remove(key);
        }
        tile.members = new Members();
        split.add(tile.cell);
        changed.add(tile);
        return keys;
    }

    boolean isSplit(Tile tile) {
        return split.contains(tile.cell);
    }

    /** All that it ever had, those that are empty too. */
    List<Tile> ever() {
        return List.copyOf(tiles);
    }

    /** Tiles that got or lost something, or were split, since this was asked last. */
    Set<Tile> takeChanged() {
        Set<Tile> taken = changed;
        changed = new LinkedHashSet<>();
        return taken;
    }

    /** Puts a tile of an earlier tree back; there must be none at its place. */
    void restore(Tile tile, boolean isSplit) {
        int number = tiles.size();
        tiles.add(tile);
        numbers.put(tile.cell, number);
        if (isSplit) {
            split.add(tile.cell);
        }
        tile.members.forEach(key -> byKey.put(key, number));
    }
}
