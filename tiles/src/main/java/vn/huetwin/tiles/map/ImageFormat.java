package vn.huetwin.tiles.map;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** The formats in which maps are given. */
public enum ImageFormat {
    /** With a palette where it is exact. */
    PNG("image/png", true),
    /** Always with a palette. */
    PNG8("image/png; mode=8bit", true),
    JPEG("image/jpeg", false);

    private static final float QUALITY = 0.85f;
    private final String mediaType;
    private final boolean transparent;

    ImageFormat(String mediaType, boolean transparent) {
        this.mediaType = mediaType;
        this.transparent = transparent;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether it can be transparent. */
    public boolean isTransparent() {
        return transparent;
    }

    /** The format that a client means, or null. */
    public static @Nullable ImageFormat find(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace(" ", "");
        return switch (plain) {
            case "image/png" -> PNG;
            case "image/png;mode=8bit", "image/png;mode=8-bit", "image/png8", "image/vnd.png;mode=8bit" -> PNG8;
            case "image/jpeg", "image/jpg" -> JPEG;
            default -> null;
        };
    }

    byte[] encode(Canvas canvas) {
        return this == JPEG ? jpeg(canvas) : Png.encode(canvas.width, canvas.height, canvas.pixels, this == PNG8);
    }

    private static byte[] jpeg(Canvas canvas) {
        BufferedImage image = new BufferedImage(canvas.width, canvas.height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, canvas.width, canvas.height, canvas.pixels, 0, canvas.width);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), quality);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
