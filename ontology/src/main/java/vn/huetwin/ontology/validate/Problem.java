package vn.huetwin.ontology.validate;

import vn.huetwin.ontology.catalogue.Text;

/**
 * Why something was set aside or repaired.
 *
 * @param code    kebab-case, stable: {@code ring-not-closed}, {@code unknown-property}, {@code code-not-in-list} …
 * @param field   the property, {@code geometry}, or an event attribute
 * @param message what is wrong and how to cure it, in both languages
 */
public record Problem(String code, String field, Text message) {}
