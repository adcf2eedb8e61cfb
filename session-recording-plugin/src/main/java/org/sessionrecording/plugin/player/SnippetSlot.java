package org.sessionrecording.plugin.player;

import org.pf4j.Extension;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.plugin.page.Html;

/** What whoever runs a site puts into its pages: choices, and the code that follows from them, written by a script. */
@Extension
public final class SnippetSlot implements PageSlot {
    @Override
    public String slot() {
        return "snippet";
    }

    @Override
    public String html(PageContext context) {
        return """
                <h2>The recorder of this host</h2>
                <p class="hint">Goes into the head of each page, as early as it may. It loads beside the page, records from the \
                first paint on, and asks for nothing where the visitor opted out.</p>
                <div class="options" data-options>
                <label><input type="checkbox" name="capturePageviews"> <span>Send <code>$pageview</code> for each page and route</span></label>
                <label><input type="checkbox" name="respectDoNotTrack" checked> <span>Honour Do Not Track and Global Privacy Control</span></label>
                <label><input type="checkbox" name="canvas"> <span>Record canvases, two images a second</span></label>
                <label><input type="checkbox" name="mask"> <span>Mask the text of <code>.private</code> too</span></label>
                <label><input type="checkbox" name="nonce"> <span>Our pages want a nonce on scripts</span></label>
                </div>
                <div class="head"><h3>Snippet</h3><button type="button" class="quiet" data-copy="own">Copy</button></div>
                <pre data-code="own">Loading …</pre>
                <h2>Or posthog-js, as it is</h2>
                <p class="hint">From this host, without a build:</p>
                <div class="head"><h3>Script</h3><button type="button" class="quiet" data-copy="script">Copy</button></div>
                <pre data-code="script"></pre>
                <p class="hint">Or from npm, where the application is built:</p>
                <div class="head"><h3>Module</h3><button type="button" class="quiet" data-copy="module">Copy</button></div>
                <pre data-code="module"></pre>
                <noscript>The code is put together by a script: it needs JavaScript.</noscript>
                <script type="module" src="%s/snippet-page.js"></script>
                """.formatted(Html.escape(context.staticPath()));
    }
}
