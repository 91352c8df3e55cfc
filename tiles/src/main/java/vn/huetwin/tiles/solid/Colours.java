package vn.huetwin.tiles.solid;

import vn.huetwin.ontology.store.CityMaterial;

/** Colours of city models as glTF has them. */
final class Colours {
    /** What a material without a diffuse colour has (X3DMaterial of CityGML 2.0). */
    private static final CityMaterial.Colour GREY = new CityMaterial.Colour(0.8, 0.8, 0.8);

    private Colours() {}

    /** Red, green, blue, alpha from the highest byte on; linear, as colours of corners are (glTF 2.0, 3.9.2). */
    static int rgba(CityMaterial material) {
        CityMaterial.Colour colour = material.diffuse() == null ? GREY : material.diffuse();
        Double transparency = material.transparency();
        double alpha = transparency == null ? 1 : 1 - transparency;
        return linear(colour.red()) << 24 | linear(colour.green()) << 16 | linear(colour.blue()) << 8 | step(alpha);
    }

    /** Sources give colours as screens show them: sRGB, IEC 61966-2-1. */
    private static int linear(double shown) {
        return step(shown <= 0.04045 ? shown / 12.92 : Math.pow((shown + 0.055) / 1.055, 2.4));
    }

    private static int step(double share) {
        return (int) Math.round(Math.max(0, Math.min(1, share)) * 255);
    }
}
