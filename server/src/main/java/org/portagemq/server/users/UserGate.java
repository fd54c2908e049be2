// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.Principal;
import org.portagemq.transport.RateLimitedLog;

/**
 * Decides by the users' permissions, as they are now: a user who is deleted or loses a right loses it in sessions that are
 * open, too. What no rule allows is refused. Decisions are remembered until the users change. Thread-safe.
 */
public final class UserGate implements Gate {

    /** The default topic has no name; permissions call it so. */
    static final String DEFAULT_TOPIC = "amq.default";

    private static final int MAX_DECISIONS = 10_000;

    private final UserRegistry users;
    private final RateLimitedLog denials = new RateLimitedLog(Duration.ofSeconds(1), System::nanoTime);
    private volatile Decisions decisions;

    /** Decisions that hold for one epoch of the users. */
    private record Decisions(int epoch, Map<Question, Boolean> answers) {
        private static Decisions none(int epoch) {
            return new Decisions(epoch, new ConcurrentHashMap<>());
        }
    }

    private record Question(String user, Operation operation, Resource resource) {}

    public UserGate(UserRegistry users) {
        this.users = users;
        this.decisions = Decisions.none(users.epoch());
    }

    @Override
    public boolean allows(Principal principal, Operation operation, Resource resource) {
        Question question = new Question(principal.name(), operation, resource);
        Decisions known = current();
        Boolean decided = known.answers().get(question);
        if (decided == null) {
            decided = decide(question);
            if (known.answers().size() >= MAX_DECISIONS) {
                known.answers().clear();
            }
            known.answers().put(question, decided);
        }
        if (!decided) {
            denials.log(held -> AuditLog.write(
                    "denied",
                    "principal",
                    principal.name(),
                    "operation",
                    operation.name(),
                    "resource",
                    resource.kind() + " " + resource.namespace() + " " + resource.name(),
                    "more",
                    Long.toString(held)));
        }
        return decided;
    }

    @Override
    public int limit(Principal principal, Countable of) {
        return users.find(principal.name()).map(user -> user.limits().of(of)).orElse(NO_LIMIT);
    }

    @Override
    public int epoch() {
        return users.epoch();
    }

    private Decisions current() {
        Decisions known = decisions;
        int epoch = users.epoch();
        if (known.epoch() != epoch) {
            known = Decisions.none(epoch);
            decisions = known;
        }
        return known;
    }

    private boolean decide(Question question) {
        Optional<User> found = users.find(question.user());
        if (found.isEmpty()) {
            return false;
        }
        User user = found.get();
        Resource resource = question.resource();
        if (question.operation() == Operation.ADMINISTER) {
            return user.tags().contains(Principal.ADMINISTRATOR);
        }
        Permission permission =
                resource.namespace() == null ? null : user.permissions().get(resource.namespace());
        if (permission == null) {
            return false;
        }
        String name = resource.name();
        if (resource.kind() == Resource.Kind.TOPIC && name.isEmpty()) {
            name = DEFAULT_TOPIC;
        }
        return switch (question.operation()) {
            case ENTER -> true;
            case CONFIGURE -> permission.mayConfigure(name);
            case WRITE -> permission.mayWrite(name);
            case READ -> permission.mayRead(name);
            case ADMINISTER -> throw new IllegalStateException("decided above");
        };
    }
}
