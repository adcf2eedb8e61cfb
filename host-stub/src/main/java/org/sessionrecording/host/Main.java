package org.sessionrecording.host;

import java.util.concurrent.CountDownLatch;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.host.config.HostConfig;

/** Starts a host as its environment says, and stops it on SIGTERM or Ctrl-C. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Host host;
        try {
            host = Host.start(HostConfig.read(System.getenv()));
        } catch (ApiException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        host.oneTimePassword()
                .ifPresent(password ->
                        System.out.println("First login: " + host.adminEmail() + " with the password " + password));
        System.out.println("Ready: http://127.0.0.1:" + host.port());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            host.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
    }
}
