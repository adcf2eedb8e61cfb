package org.sessionrecording.host.people;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

/** Specs of persons and cohorts: each has a project of its own, and the service of a host that just started. */
abstract class PeopleSpecs {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    PeopleService people;
    ProjectId project;

    @BeforeEach
    void start() {
        people = new PeopleService(postgres.database(), postgres.clock());
        people.start();
        project = new Seed(postgres).project("people");
    }

    @AfterEach
    void stop() {
        people.close();
    }
}
