package org.sessionrecording.host.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.DBConnectionManager;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quartz, clustered over the catalog's tables: it keeps one cron trigger per project and scheduled task, and wakes whoever
 * listens. It decides nothing else; runs are claimed in {@link RunRows}. Safe for use from any thread.
 */
final class Waker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Waker.class);
    private static final String NAME = "session-recording"; // also in the rows of qrtz_locks
    private static final JobKey JOB = new JobKey("wake", "host");

    private final Scheduler scheduler;

    /** What to wake, when. */
    record Wake(WakeJob.Target target, String cron, TimeZone zone) {
        TriggerKey key() {
            return Waker.key(target);
        }
    }

    private Waker(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    static Waker start(DataSource pool, WakeJob.Listener listener) {
        String source = "catalog-" + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(source, new PooledConnections(pool));
        try {
            Scheduler scheduler = new StdSchedulerFactory(properties(source)).getScheduler();
            // Quartz keeps schedulers by name for the whole JVM; a second host in it must not be given this one
            SchedulerRepository.getInstance().remove(NAME);
            scheduler.getContext().put(WakeJob.LISTENER, listener);
            JobDetail job = JobBuilder.newJob(WakeJob.class)
                    .withIdentity(JOB)
                    .storeDurably()
                    .build();
            scheduler.addJob(job, true, true);
            scheduler.start();
            return new Waker(scheduler);
        } catch (SchedulerException e) {
            throw problem("start the scheduler", e);
        }
    }

    /** All of it explicit: the no-argument factory reads files and system properties that belong to someone else. */
    private static Properties properties(String source) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", NAME);
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        properties.setProperty("org.quartz.jobStore.dataSource", source);
        properties.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "7500");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
        return properties;
    }

    /** Makes or changes the trigger; one that is already so is left alone, with what Quartz knows of it. */
    void schedule(Wake wake) {
        try {
            Trigger before = scheduler.getTrigger(wake.key());
            if (before instanceof CronTrigger cron
                    && cron.getCronExpression().equals(wake.cron())
                    && cron.getTimeZone().getID().equals(wake.zone().getID())) {
                return;
            }
            Trigger trigger = trigger(wake);
            if (before == null) {
                scheduler.scheduleJob(trigger);
            } else {
                scheduler.rescheduleJob(wake.key(), trigger);
            }
            log.info(
                    "Scheduled {} by '{}' in {}",
                    wake.key(),
                    wake.cron(),
                    wake.zone().getID());
        } catch (ObjectAlreadyExistsException e) {
            log.debug("Another host has just scheduled {}", wake.key());
        } catch (SchedulerException e) {
            throw problem("schedule " + wake.key(), e);
        }
    }

    private static Trigger trigger(Wake wake) {
        return TriggerBuilder.newTrigger()
                .withIdentity(wake.key())
                .forJob(JOB)
                .usingJobData(wake.target().data())
                .withSchedule(CronScheduleBuilder.cronSchedule(wake.cron())
                        .inTimeZone(wake.zone())
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
    }

    void unschedule(WakeJob.Target target) {
        try {
            if (scheduler.unscheduleJob(key(target))) {
                log.info("Unscheduled {}", key(target));
            }
        } catch (SchedulerException e) {
            throw problem("unschedule " + key(target), e);
        }
    }

    /** Removes the triggers of all tasks of a plugin, in all projects. */
    void unscheduleAll(String pluginId) {
        try {
            for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
                if (key.getName().startsWith(pluginId + ".")) {
                    scheduler.unscheduleJob(key);
                }
            }
        } catch (SchedulerException e) {
            throw problem("unschedule the tasks of " + pluginId, e);
        }
    }

    /** Brings triggers that a database failure left in {@code ERROR} back; returns how many. */
    int repair() {
        try {
            int repaired = 0;
            for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
                if (scheduler.getTriggerState(key) == Trigger.TriggerState.ERROR) {
                    scheduler.resetTriggerFromErrorState(key);
                    log.warn("Brought trigger {} back from state ERROR", key);
                    repaired++;
                }
            }
            return repaired;
        } catch (SchedulerException e) {
            throw problem("look after the triggers", e);
        }
    }

    /** Keys of all triggers. */
    List<String> scheduled() {
        try {
            return scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup()).stream()
                    .map(TriggerKey::toString)
                    .sorted()
                    .toList();
        } catch (SchedulerException e) {
            throw problem("list the triggers", e);
        }
    }

    private static TriggerKey key(WakeJob.Target target) {
        return new TriggerKey(target.task(), "project-" + target.project());
    }

    private static ApiException problem(String what, SchedulerException e) {
        return new ApiException(Kind.STORE, "Cannot " + what + ": " + e.getMessage(), e);
    }

    /** Wakes are short, so no deadline is needed beyond the one for a database that hangs. */
    @Override
    public void close() {
        Thread closing = new Thread(this::shutDown, "quartz-shutdown");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(Duration.ofSeconds(10).toMillis());
            if (closing.isAlive()) {
                log.warn("The scheduler does not stop; leaving it behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown() {
        try {
            scheduler.standby();
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            log.warn("The scheduler did not stop cleanly", e);
        }
    }
}
