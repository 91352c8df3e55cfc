package vn.huetwin.server.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses by the pattern that serves them, such as {@code /id/:layer/:key} or {@code /viewer/*}: there are few of them,
 * whatever is asked. A route by regular expression carries its template as its name.
 */
public final class RouteTemplates {
    /** What no route serves. */
    public static final String NONE = "none";

    private static final Pattern PARAMETER = Pattern.compile(":[A-Za-z][A-Za-z0-9_]*|\\*");

    private record Template(String text, String start, Pattern pattern) {}

    private final List<Template> templates;

    private RouteTemplates(List<Template> templates) {
        this.templates = templates;
    }

    /** Of everything that is mounted now. */
    public static RouteTemplates of(Router router) {
        List<Template> templates = new ArrayList<>();
        all(router).forEach(text -> templates.add(template(text)));
        return new RouteTemplates(templates);
    }

    /** The templates in the order in which they are tried. */
    public static Set<String> all(Router router) {
        Set<String> all = new LinkedHashSet<>();
        router.getRoutes().stream()
                .filter(route -> route.isRegexPath() || route.getPath() != null)
                .forEach(route -> all.add(text(route)));
        return all;
    }

    /** The template of one route that has a path. */
    public static String text(Route route) {
        if (route.isRegexPath()) {
            return route.getName();
        }
        return route.isExactPath() || route.getPath().endsWith("*") ? route.getPath() : route.getPath() + "*";
    }

    private static Template template(String text) {
        Matcher parameter = PARAMETER.matcher(text);
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        int start = text.length();
        while (parameter.find()) {
            start = Math.min(start, parameter.start());
            pattern.append(Pattern.quote(text.substring(from, parameter.start())));
            pattern.append(parameter.group().equals("*") ? ".*" : "[^/]+");
            from = parameter.end();
        }
        pattern.append(Pattern.quote(text.substring(from)));
        return new Template(text, text.substring(0, start), Pattern.compile(pattern.toString(), Pattern.DOTALL));
    }

    /** The template that serves a path, or {@link #NONE}. */
    public String find(String path) {
        for (Template template : templates) {
            if (path.startsWith(template.start())
                    && template.pattern().matcher(path).matches()) {
                return template.text();
            }
        }
        return NONE;
    }
}
