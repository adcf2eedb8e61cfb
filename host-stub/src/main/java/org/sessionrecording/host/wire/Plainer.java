package org.sessionrecording.host.wire;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/**
 * Makes a snapshot plain: inflates, in their place, the fields that a client compressed, and drops the mark {@code cv} with
 * its comma. Every other byte stays. Which fields, after posthog-js: {@code data} of full snapshots;
 * {@code texts}, {@code attributes}, {@code removes}, {@code adds} of mutations and style-sheet rules.
 */
final class Plainer {
    private static final int FULL_SNAPSHOT = 2;
    private static final int INCREMENTAL = 3;
    private static final int MUTATION = 0;
    private static final int STYLE_SHEET_RULE = 8;
    private static final String MARK = "cv";
    private static final String KNOWN = "2024-10";
    private static final Set<String> FIELDS = Set.of("texts", "attributes", "removes", "adds");

    private final WireLimits limits;
    private final GzipString gzipString;

    /** @param gzipString stays the caller's */
    Plainer(WireLimits limits, GzipString gzipString) {
        this.limits = limits;
        this.gzipString = gzipString;
    }

    SnapshotView plain(SnapshotView view) {
        if (view.members().find(MARK) == Members.NONE) {
            return view;
        }
        String version = view.find(MARK).orElse("");
        if (!version.equals(KNOWN) || view.members().isCut() || view.data().isCut()) {
            throw WireException.undecodable(
                    "Cannot read snapshot: it is compressed in a way that this host does not know (update the host)");
        }
        return new Rewrite(view).run();
    }

    /** One snapshot's way from compressed to plain. */
    private final class Rewrite {
        private final SnapshotView view;
        private final byte[] json;
        private final ByteArrayOutputStream out;
        private int copied;

        Rewrite(SnapshotView view) {
            this.view = view;
            this.json = view.bytes();
            this.copied = view.offset();
            this.out = new ByteArrayOutputStream(Math.min(8 * view.length(), 1024 * 1024));
        }

        SnapshotView run() {
            Members members = view.members();
            boolean written = false;
            for (int member = 0; member < members.size(); member++) {
                if (members.isNamed(member, MARK)) {
                    drop(member, written);
                    continue;
                }
                written = true;
                if (members.isNamed(member, "data")) {
                    inflateData(members.valueStart(member), members.valueEnd(member));
                }
            }
            copyTo(view.offset() + view.length());
            byte[] plain = out.toByteArray();
            return SnapshotView.ofChecked(plain, 0, plain.length);
        }

        /** A mark after a written member goes with the comma before it, one before all others with the comma behind it. */
        private void drop(int member, boolean written) {
            Members members = view.members();
            if (written) {
                copyTo(members.valueEnd(member - 1) > copied ? members.valueEnd(member - 1) : copied);
                copied = members.valueEnd(member);
            } else {
                copyTo(members.nameStart(member));
                copied = member + 1 < members.size() ? members.nameStart(member + 1) : members.valueEnd(member);
            }
        }

        private void inflateData(int start, int end) {
            if (view.type() == FULL_SNAPSHOT && json[start] == '"') {
                inflate("data", start, end);
            } else if (json[start] == '{' && hasCompressedFields()) {
                Members data = view.data();
                for (int member = 0; member < data.size(); member++) {
                    inflateField(data, member);
                }
            }
        }

        private boolean hasCompressedFields() {
            int source = view.source().orElse(-1);
            return view.type() == INCREMENTAL && (source == MUTATION || source == STYLE_SHEET_RULE);
        }

        private void inflateField(Members data, int member) {
            if (json[data.valueStart(member)] != '"') {
                return;
            }
            for (String field : FIELDS) {
                if (data.isNamed(member, field)) {
                    inflate("data." + field, data.valueStart(member), data.valueEnd(member));
                }
            }
        }

        private void inflate(String field, int start, int end) {
            copyTo(start);
            int room = limits.snapshotBytes() - out.size();
            gzipString.inflate(field, json, start, end, room, out);
            copied = end;
        }

        private void copyTo(int end) {
            out.write(json, copied, end - copied);
            copied = end;
        }
    }
}
