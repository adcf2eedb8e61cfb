package org.sessionrecording.api;

import java.time.Instant;

/**
 * The clock was seen to jump.
 *
 * @param noticedAt when, by the clock after it jumped; names this doubt
 * @param reason a sentence for people: what was seen, by how much, and what to look at
 */
public record ClockDoubt(Instant noticedAt, String reason) {}
