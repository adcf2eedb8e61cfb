/**
 * Hosts as processes of their own, with the database and the S3 server that outlive them: started, killed, stopped and
 * continued from outside. Rule: touches a host only as its operator, its users and the operating system can.
 */
@NullMarked
package org.sessionrecording.harness;

import org.jspecify.annotations.NullMarked;
