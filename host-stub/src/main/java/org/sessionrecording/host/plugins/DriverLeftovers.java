package org.sessionrecording.host.plugins;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;

/** Runs inside a plugin's class loader, as a class of it; uses the JDK only. Public with a public constructor for that. */
public final class DriverLeftovers implements Runnable {
    @Override
    public void run() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == getClass().getClassLoader()) {
                deregister(driver);
            }
        }
    }

    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot deregister JDBC driver " + driver.getClass() + ": " + e, e);
        }
    }
}
