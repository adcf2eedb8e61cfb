package org.sessionrecording.host.tasks;

import java.time.Instant;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;
import org.sessionrecording.api.ApiException;

/**
 * The one job that Quartz knows. Its data are strings only, so no class of a plugin stands in Quartz' tables, and the task
 * is looked up when it fires. Public with a public constructor for Quartz.
 */
public final class WakeJob implements Job {
    static final String LISTENER = "listener";

    /** Which task of which project; the task as {@code {plugin id}.{operation id}}. */
    record Target(String task, String project) {
        JobDataMap data() {
            JobDataMap data = new JobDataMap();
            data.put("task", task);
            data.put("project", project);
            return data;
        }
    }

    /** Who is woken. Must return at once. */
    interface Listener {
        void wake(Target target, Instant scheduledAt);
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        JobDataMap data = context.getMergedJobDataMap();
        Target target = new Target(data.getString("task"), data.getString("project"));
        try {
            Listener listener = (Listener) context.getScheduler().getContext().get(LISTENER);
            listener.wake(target, context.getScheduledFireTime().toInstant());
        } catch (SchedulerException | ApiException e) {
            throw new JobExecutionException("Cannot wake " + target + ": " + e.getMessage(), e);
        }
    }
}
