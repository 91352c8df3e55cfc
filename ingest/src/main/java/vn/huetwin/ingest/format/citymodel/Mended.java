package vn.huetwin.ingest.format.citymodel;

import java.util.List;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Counts what was mended in the surfaces of one member. */
final class Mended {
    enum Kind implements Findings.Kind {
        DUPLICATE_POINT("duplicate-point", "điểm trùng liền nhau đã bỏ", "repeated points were taken out"),
        RING_CLOSED("ring-not-closed", "vòng hở đã đóng", "open rings were closed"),
        RING_DEGENERATE(
                "ring-degenerate",
                "vòng dưới ba điểm đọc được đã bỏ",
                "rings of less than three readable points were left out"),
        NOT_FINITE(
                "not-finite",
                "mặt có tọa độ không phải số đã bỏ",
                "surfaces with coordinates that are no numbers were left out"),
        NOT_PLANAR(
                "not-planar",
                "mặt không phẳng quá 5 cm, giữ nguyên",
                "surfaces are more than 5 cm from a plane; kept as they are"),
        OUTSIDE_LINK(
                "link-not-found", "liên kết xlink không có đích trong tệp", "xlinks lead to no geometry of the file"),
        LINK_NOT_FOLLOWED(
                "link-not-followed",
                "liên kết xlink sang đối tượng khác bị bỏ vì tệp có quá nhiều; hãy chia tệp",
                "xlinks to other members were left out, since the file has too many; split it"),
        NO_PLACE(
                "no-reference-point",
                "hình mẫu không có điểm đặt đã bỏ",
                "implicit geometries without a reference point were left out"),
        NOT_IN_THREES(
                "not-in-threes",
                "vòng có số tọa độ không chia hết cho ba đã bỏ",
                "rings whose numbers do not come in threes were left out"),
        NO_AREA("no-area", "mặt không có diện tích, giữ nguyên", "surfaces have no area; kept as they are"),
        SELF_CROSSING("self-crossing", "mặt tự cắt, giữ nguyên", "surfaces cross themselves; kept as they are"),
        MATERIAL_UNKNOWN(
                "material-index-out-of-range",
                "mặt có số vật liệu không có trong tệp, để không màu",
                "surfaces name a material that the file does not have; they stay without colour"),
        DUPLICATE_ID("duplicate-surface-id", "mã mặt trùng đã đánh số", "surface ids that came twice were numbered");

        private final String code;
        private final Text text;

        Kind(String code, String vi, String en) {
            this.code = code;
            text = new Text(vi, en);
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Text text() {
            return text;
        }
    }

    private final Findings<Kind> found = new Findings<>(Kind.class);

    void add(Kind kind) {
        found.add(kind, 1, null);
    }

    /** @param name of what it is about; the first is told */
    void add(Kind kind, String name) {
        found.add(kind, 1, name);
    }

    List<Problem> problems() {
        return found.problems("geometry");
    }
}
