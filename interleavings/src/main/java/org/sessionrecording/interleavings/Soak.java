package org.sessionrecording.interleavings;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The same property for as long as one wants, outside of a build. */
public final class Soak {
    /** Of one chain. */
    public static final int STEPS = Interleavings.STEPS;

    private Soak() {}

    /**
     * Does chains of {@link #STEPS} steps, and ends at the first that harms a recording.
     *
     * @throws AssertionError with the script that shows it again
     */
    public static void run(int chains) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(Interleavings.class))
                .configurationParameter("jqwik.tries.default", Integer.toString(chains))
                .configurationParameter("jqwik.database", "")
                .configurationParameter("jqwik.shrinking.bounded.seconds", "600")
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTestsSucceededCount() != 1) {
            summary.printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()), 0);
            throw new AssertionError("Of " + chains + " chains one did harm (see above)");
        }
    }
}
