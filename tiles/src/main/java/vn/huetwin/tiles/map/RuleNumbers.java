package vn.huetwin.tiles.map;

import org.jspecify.annotations.Nullable;

/**
 * What a style makes of the features of a store: the number of their match, and the values that its labels need.
 *
 * @param values by feature; null if no label needs any
 */
record RuleNumbers(int[] numbers, @Nullable String @Nullable [] @Nullable [] values) {
    @Nullable
    String @Nullable [] values(int feature) {
        return values == null ? null : values[feature];
    }
}
