package org.sessionrecording.api.operation;

/**
 * Proof of being the current run of an operation in a project. Writes that remove or link take it and compare the token
 * inside their own statement.
 *
 * @param run number of the run
 * @param token grows with each take-over
 */
public record Lease(long run, long token) {}
