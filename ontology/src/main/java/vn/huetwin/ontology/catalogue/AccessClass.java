package vn.huetwin.ontology.catalogue;

import java.util.Locale;

/** Who may see a layer or a property, from everyone to the handling unit only. */
public enum AccessClass {
    /** Open data: anonymous readers. */
    OPEN,
    /** Officials of the city: role viewer and above. */
    INTERNAL,
    /** Personal data (Law 91/2025/QH15): role operator and admin. */
    PERSONAL;

    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
