package vn.huetwin.server.ows;

import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;

/** An error that a client of a service gets as an exception report: its code, the parameter at fault, what and how to cure it. */
public final class OwsException extends RuntimeException {
    private final String code;
    private final @Nullable String locator;
    private final Text text;
    private final int status;

    /**
     * @param code    as the standard of the service names it
     * @param locator parameter, handle or element at fault
     * @param status  of HTTP, for services that tell faults by it
     */
    public OwsException(String code, @Nullable String locator, Text text, int status) {
        super(text.en(), null, false, false);
        this.code = code;
        this.locator = locator;
        this.text = text;
        this.status = status;
    }

    /** {@code InvalidParameterValue}, 400. */
    public static OwsException invalid(String parameter, Text text) {
        return new OwsException("InvalidParameterValue", parameter, text, 400);
    }

    /** {@code MissingParameterValue}, 400. */
    public static OwsException missing(String parameter) {
        return new OwsException(
                "MissingParameterValue",
                parameter,
                new Text("Thiếu tham số " + parameter, "The parameter " + parameter + " is missing"),
                400);
    }

    /** {@code OperationNotSupported}, 400. */
    public static OwsException notSupported(String request, String known) {
        String shown = KeyValues.shorten(request);
        return new OwsException(
                "OperationNotSupported",
                shown,
                new Text(
                        "Không có thao tác '" + shown + "'; có: " + known,
                        "There is no operation '" + shown + "'; there are: " + known),
                400);
    }

    public String code() {
        return code;
    }

    public @Nullable String locator() {
        return locator;
    }

    public Text text() {
        return text;
    }

    public int status() {
        return status;
    }
}
