package vn.huetwin.tiles.solid;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.tiles.height.Ground;

/**
 * How high a feature stands on the ground that is drawn. Where the ground was measured, heights above sea level stand as
 * measured, by the geoid that the ground has too; elsewhere the ground of the feature lies on the ground that is drawn.
 *
 * @param foot metres above the ellipsoid of the ground of the feature
 * @param lift from metres above sea level of its model to metres above the ellipsoid
 * @param prism if it has no model
 */
record Standing(double foot, double lift, Block prism) {
    /**
     * What a prism fills.
     *
     * @param bottom     metres above the ellipsoid
     * @param top        metres above the ellipsoid
     * @param underneath whether one sees its bottom
     */
    record Block(double bottom, double top, boolean underneath) {}

    /** @param footprint WGS 84 lon/lat, not empty */
    static Standing of(Feature feature, Geometry footprint, Theme.Prism prism, boolean volume, Ground ground) {
        Double measured =
                feature.properties().get("ground_height") instanceof Double aboveSeaLevel ? aboveSeaLevel : null;
        Ground.Footing footing = ground.below(footprint);
        Coordinate middle = footprint.getEnvelopeInternal().centre();
        boolean absolute = ground.isMeasured(middle.x, middle.y);
        double foot = absolute && measured != null
                ? ground.geoid().toEllipsoid(middle.x, middle.y, measured)
                : footing.lowest();
        double lift = absolute
                ? ground.geoid().undulation(middle.x, middle.y)
                : footing.lowest() - (measured == null ? 0 : measured);
        boolean hangs = prism.base() > 0;
        double bottom = hangs ? foot + prism.base() : Math.min(foot, footing.lowest());
        double from = volume ? Math.max(foot, footing.highest()) : foot;
        return new Standing(foot, lift, new Block(bottom, from + prism.top(), hangs));
    }
}
