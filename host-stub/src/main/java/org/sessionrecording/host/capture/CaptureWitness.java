package org.sessionrecording.host.capture;

import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Decision;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.store.SessionQuotas.PluginQuota;

/** Hears what was decided. Must not block: it is told on the way of each request. */
public interface CaptureWitness {
    /** Forgets it. */
    CaptureWitness NOBODY = new CaptureWitness() {
        @Override
        public void told(Visitor visitor, Decision decision) {}

        @Override
        public void enforced(Visitor visitor, Decision decision, int events) {}

        @Override
        public void overQuota(ProjectId project, DistinctId visitor, String sessionId, PluginQuota quota, int events) {}
    };

    /** A client asked, and was told. */
    void told(Visitor visitor, Decision decision);

    /** @param events how many snapshot events it was held against */
    void enforced(Visitor visitor, Decision decision, int events);

    /** A session was one too many. @param events how many snapshot events of it were refused */
    void overQuota(ProjectId project, DistinctId visitor, String sessionId, PluginQuota quota, int events);
}
