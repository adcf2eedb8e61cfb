package org.sessionrecording.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measurement's figures, all in {@code unit}.
 *
 * @param limit what the parts below allow, measured with the same work and nothing else
 * @param baseline the straightforward way
 * @param baselines further ways, by name
 * @param details whatever else was measured, by name
 */
record BenchResult(
        String name,
        String unit,
        double ours,
        double limit,
        double baseline,
        Map<String, Double> baselines,
        Map<String, Double> details) {
    BenchResult {
        baselines = Collections.unmodifiableMap(new LinkedHashMap<>(baselines));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    double ratioToLimit() {
        return ours / limit;
    }

    double ratioToBaseline() {
        return ours / baseline;
    }
}
