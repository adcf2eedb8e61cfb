package org.sessionrecording.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.sessionrecording.api.ApiException;

/** {@code bin/demo}: reads the command line, runs the show, and says in one line why it cannot. */
public final class Demo {
    private Demo() {}

    public static void main(String[] words) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(words), out, err));
    }

    private static int run(List<String> words, PrintStream out, PrintStream err) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopCleanly(main, stop, stopped), "stop"));
        try {
            Installation installation = Installation.find();
            Arguments arguments = Arguments.parse(words, installation.defaultData());
            new Show(arguments, installation, System.getenv(), Clock.systemUTC(), out).run(stop);
            return 0;
        } catch (ApiException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } catch (Exception e) { // whatever a server could not close
            err.println("Cannot go on with the demo: " + e);
            return 1;
        } finally {
            stopped.countDown();
        }
    }

    /** Ctrl-C, or the end: what was started is closed by the thread that started it. */
    private static void stopCleanly(Thread main, CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (!stopped.await(2, java.util.concurrent.TimeUnit.SECONDS)) {
                main.interrupt(); // it was not waiting for visitors but at work
                stopped.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
