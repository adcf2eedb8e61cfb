package org.sessionrecording.host.tasks;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.sessionrecording.api.operation.ScheduledTask;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When each scheduled task of each project wants to be woken. */
final class Schedule {
    private static final Logger log = LoggerFactory.getLogger(Schedule.class);

    private final Projects projects;
    private final Operations operations;

    Schedule(Projects projects, Operations operations) {
        this.projects = projects;
        this.operations = operations;
    }

    /** Makes the triggers of all tasks that run here what they should be. */
    void apply(Waker waker) {
        for (ProjectRow project : projects.list()) {
            for (Operations.Named operation : operations.all()) {
                WakeJob.Target target = new WakeJob.Target(
                        operation.name().toString(), project.id().toString());
                Optional<String> cron = cron(operation, project.id());
                if (cron.isPresent()) {
                    waker.schedule(new Waker.Wake(target, cron.get(), TimeZone.getTimeZone(project.zone())));
                } else {
                    waker.unschedule(target);
                }
            }
        }
    }

    /** The task's valid expression, or empty where it has none. */
    Optional<String> cron(Operations.Named operation, ProjectId project) {
        Optional<String> cron = operation
                .contribution()
                .call(
                        "give its schedule",
                        op -> op instanceof ScheduledTask task
                                ? task.cron(operation.contribution().project(project))
                                : Optional.<String>empty());
        return cron.filter(expression -> {
            boolean valid = CronExpression.isValidExpression(expression);
            if (!valid) {
                log.error("Cannot schedule {}: '{}' is no cron expression", operation.name(), expression);
            }
            return valid;
        });
    }

    /** The next times, by this machine's clock. */
    static List<Instant> next(Optional<String> cron, ZoneId zone, int count) {
        return after(cron, zone, new Date().toInstant(), count);
    }

    /** The times after an instant. */
    static List<Instant> after(Optional<String> cron, ZoneId zone, Instant after, int count) {
        List<Instant> times = new ArrayList<>();
        try {
            if (cron.isPresent()) {
                CronExpression expression = new CronExpression(cron.get());
                expression.setTimeZone(TimeZone.getTimeZone(zone));
                Date next = expression.getNextValidTimeAfter(Date.from(after));
                while (next != null && times.size() < count) {
                    times.add(next.toInstant());
                    next = expression.getNextValidTimeAfter(next);
                }
            }
        } catch (ParseException e) {
            throw new IllegalStateException("Cannot read a cron expression that was valid: " + cron, e);
        }
        return times;
    }
}
