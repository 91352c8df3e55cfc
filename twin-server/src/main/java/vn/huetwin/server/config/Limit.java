package vn.huetwin.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a limit bounds, and why it has the value that it has. The options and docs/config.md are made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Limit {
    String value();

    /** The smallest number that it may be; times are above 0 always. */
    int least() default 1;
}
