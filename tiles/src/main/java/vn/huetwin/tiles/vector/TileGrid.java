package vn.huetwin.tiles.vector;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/** How the world is cut into tiles: the two quad trees of OGC 17-083r4, annex D, that web maps use. */
public enum TileGrid {
    /** One square in Web Mercator, EPSG:3857. */
    WEB_MERCATOR_QUAD(
            "WebMercatorQuad", 3857, 1, -6_378_137 * Math.PI, 6_378_137 * Math.PI, 2 * 6_378_137 * Math.PI, 1, 22),
    /** Two squares in degrees, longitude before latitude. */
    WORLD_CRS84_QUAD("WorldCRS84Quad", 4326, 2, -180, 90, 180, 6_378_137 * Math.PI / 180, 21);

    /** Pixels of a side of a tile, as scale denominators count them. */
    public static final int PIXELS = 256;

    private static final double PIXEL_METRES = 0.00028;

    private final String id;
    private final int srid;
    private final int columns;
    private final double left;
    private final double top;
    private final double side;
    private final double metresPerUnit;
    private final int maxZoom;

    TileGrid(
            String id, int srid, int columns, double left, double top, double side, double metresPerUnit, int maxZoom) {
        this.id = id;
        this.srid = srid;
        this.columns = columns;
        this.left = left;
        this.top = top;
        this.side = side;
        this.metresPerUnit = metresPerUnit;
        this.maxZoom = maxZoom;
    }

    /** The grid with this identifier, or null. */
    public static @Nullable TileGrid find(String id) {
        for (TileGrid grid : values()) {
            if (grid.id.equals(id)) {
                return grid;
            }
        }
        return null;
    }

    /** As in the register of OGC. */
    public String id() {
        return id;
    }

    public String uri() {
        return "http://www.opengis.net/def/tilematrixset/OGC/1.0/" + id;
    }

    /** Address of its coordinate reference system. */
    public String crs() {
        return srid == 4326
                ? "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
                : "http://www.opengis.net/def/crs/EPSG/0/" + srid;
    }

    public int srid() {
        return srid;
    }

    public int maxZoom() {
        return maxZoom;
    }

    public int columns(int z) {
        return columns << z;
    }

    public int rows(int z) {
        return 1 << z;
    }

    /** The upper left corner of all tiles: x before y. */
    public double[] origin() {
        return new double[] {left, top};
    }

    /** Units per pixel. */
    public double cellSize(int z) {
        return side / (1 << z) / PIXELS;
    }

    public double scaleDenominator(int z) {
        return cellSize(z) * metresPerUnit / PIXEL_METRES;
    }

    public boolean has(int z, int x, int y) {
        return z >= 0 && z <= maxZoom && x >= 0 && x < columns(z) && y >= 0 && y < rows(z);
    }

    /** Width of a tile in degrees of longitude. */
    double degrees(int z) {
        return 360.0 / columns(z);
    }

    /** The box of a tile in the system of the grid, x before y. */
    public Envelope box(int z, int x, int y) {
        double size = side / (1 << z);
        return new Envelope(left + x * size, left + (x + 1) * size, top - y * size, top - (y + 1) * size);
    }
}
