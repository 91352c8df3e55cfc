package vn.huetwin.server.security;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;

/** Roles from least to most; each includes those before it. */
public enum Role {
    /** Anonymous: reads open layers. */
    OPEN(Access.OPEN),
    /** Official of the city: reads internal layers. */
    VIEWER(Access.INTERNAL),
    /** Edits planning layers. */
    PLANNER(Access.INTERNAL),
    /** Works in the operations centre: sends events, sees personal data of the cases handled. */
    OPERATOR(Access.PERSONAL),
    ADMIN(Access.PERSONAL);

    private final Access access;

    Role(Access access) {
        this.access = access;
    }

    public Access access() {
        return access;
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role with this keyword, or null. */
    public static @Nullable Role find(String keyword) {
        for (Role role : values()) {
            if (role.keyword().equals(keyword)) {
                return role;
            }
        }
        return null;
    }
}
