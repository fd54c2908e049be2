// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PendingCount;
import org.portagemq.core.api.PendingMessage;
import org.portagemq.core.api.PendingPage;

/**
 * Lists messages that wait for their time, takes them away, or has them delivered before it. Who may configure the topic
 * or group may do so. Belongs to the core.
 */
final class PendingAdministration {

    private static final int PAGE_LIMIT = 1_000;

    private final Schedule schedule;
    private final SteadyClock clock;
    private final Timetable timetable;
    private final TimetableSearch search;
    private final Targets targets;
    private final PendingReads reads;
    private final Rights rights;
    private final Administration administration;

    PendingAdministration(
            Schedule schedule,
            SteadyClock clock,
            Timetable timetable,
            TimetableSearch search,
            Targets targets,
            PendingReads reads,
            Rights rights,
            Administration administration) {
        this.schedule = schedule;
        this.clock = clock;
        this.timetable = timetable;
        this.search = search;
        this.targets = targets;
        this.reads = reads;
        this.rights = rights;
        this.administration = administration;
    }

    // --- listing

    void list(
            SessionState session,
            Optional<Binding.Target> wanted,
            Optional<String> from,
            int max,
            Answer<PendingPage> answer) {
        refusing(session, answer, () -> {
            long[] after = from.map(PendingAdministration::cursor).orElse(new long[] {0, 0});
            int count = Math.max(1, Math.min(max, PAGE_LIMIT));
            search.page(after[0], after[1], count, allowed(session, wanted), (found, failure) -> {
                if (failure != null) {
                    fail(session, answer, failure);
                } else {
                    reads.read(found, all -> answer(session, found, all, count, answer));
                }
            });
        });
    }

    private static long[] cursor(String text) {
        String[] parts = text.split("-", -1);
        try {
            return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException malformed) {
            throw new BrokerException(ErrorCode.INVALID, "'" + text + "' is not where a page of messages begins");
        }
    }

    private void answer(
            SessionState session,
            List<Waiting> waiting,
            List<PendingReads.Found> found,
            int count,
            Answer<PendingPage> answer) {
        List<PendingMessage> page = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            Waiting one = waiting.get(i);
            Targets.Target target = targets.find(one.target());
            // One that cannot be read, or whose target has gone meanwhile, has nothing to show.
            if (found.get(i).message() != null && target != null) {
                page.add(new PendingMessage(
                        clock.timeOfDay(one.due()),
                        name(target),
                        one.size(),
                        found.get(i).message()));
            }
        }
        Optional<String> next = Optional.empty();
        if (waiting.size() == count) {
            Waiting last = waiting.get(count - 1);
            next = Optional.of(last.due() + "-" + last.id());
        }
        PendingPage result = new PendingPage(page, next);
        session.mail().call(() -> answer.done(result));
    }

    private static Binding.Target name(Targets.Target target) {
        return target.group() == null
                ? new Binding.Target.Topic(target.name())
                : new Binding.Target.Group(target.name());
    }

    /** The targets that the session may ask about: the wanted one, or all in its namespace that it may configure. */
    private IntPredicate allowed(SessionState session, Optional<Binding.Target> wanted) {
        wanted.ifPresent(target -> require(session, target));
        return id -> {
            Targets.Target target = targets.find(id);
            if (target == null || target.namespace() != session.namespace()) {
                return false;
            }
            Binding.Target name = name(target);
            return wanted.isPresent() ? wanted.get().equals(name) : mayConfigure(session, name);
        };
    }

    private boolean mayConfigure(SessionState session, Binding.Target target) {
        try {
            require(session, target);
            return true;
        } catch (BrokerException refused) {
            return false;
        }
    }

    private void require(SessionState session, Binding.Target target) {
        if (target instanceof Binding.Target.Group) {
            rights.group(session, Operation.CONFIGURE, target.name());
        } else {
            rights.topic(session, Operation.CONFIGURE, target.name());
        }
    }

    List<PendingCount> counts(SessionState session) {
        List<PendingCount> counts = new ArrayList<>();
        timetable.counts().forEach((id, count) -> {
            Targets.Target target = targets.find(id);
            if (target != null && target.namespace() == session.namespace()) {
                counts.add(new PendingCount(name(target), count.messages(), count.bytes()));
            }
        });
        return counts;
    }

    // --- taking away, and delivering before the time

    /** Takes the message away wherever it waits; answers whether it did. */
    void cancel(SessionState session, MessageId id, Answer<Boolean> answer) {
        forMessage(
                session,
                id,
                answer,
                found -> administration.change(session, answer, () -> {
                    List<Waiting> still =
                            found.stream().filter(schedule::isWaiting).toList();
                    schedule.cancel(still);
                    return !still.isEmpty();
                }));
    }

    /** Delivers the message now wherever it waits; answers whether it does. */
    void hasten(SessionState session, MessageId id, Answer<Boolean> answer) {
        forMessage(session, id, answer, found -> {
            boolean any = !found.isEmpty();
            found.forEach(schedule::hasten);
            session.mail().call(() -> answer.done(any));
            return true;
        });
    }

    /** Goes on with what was found; false when there was no room, and it has to be tried again. */
    private interface Next {
        boolean go(List<Waiting> found);
    }

    private void forMessage(SessionState session, MessageId id, Answer<?> answer, Next next) {
        search.find(id.low(), (found, failure) -> {
            if (failure != null) {
                fail(session, answer, failure);
                return;
            }
            refusing(session, answer, () -> {
                List<Waiting> own = new ArrayList<>();
                for (Waiting one : found) {
                    Targets.Target target = targets.find(one.target());
                    if (target != null && target.namespace() == session.namespace()) {
                        require(session, name(target));
                        own.add(one);
                    }
                }
                if (!next.go(own)) {
                    throw new BrokerException(
                            ErrorCode.LIMIT_EXCEEDED, "there is no room in the log for that now: try again");
                }
            });
        });
    }

    /** Delivers all that wait for the target now; answers how many. */
    void hastenAll(SessionState session, Binding.Target target, Answer<Long> answer) {
        refusing(session, answer, () -> {
            require(session, target);
            hasten(session, allowed(session, Optional.of(target)), 0, 0, 0, answer);
        });
    }

    private void hasten(
            SessionState session, IntPredicate allowed, long afterDue, long afterId, long sum, Answer<Long> answer) {
        search.page(afterDue, afterId, PAGE_LIMIT, allowed, (found, failure) -> {
            if (failure != null) {
                fail(session, answer, failure);
                return;
            }
            found.forEach(schedule::hasten);
            long count = sum + found.size();
            if (found.size() < PAGE_LIMIT) {
                session.mail().call(() -> answer.done(count));
            } else {
                Waiting last = found.get(found.size() - 1);
                schedule.whenHastened(() -> hasten(session, allowed, last.due(), last.id(), count, answer));
            }
        });
    }

    private static void fail(SessionState session, Answer<?> answer, IOException failure) {
        BrokerException reason = new BrokerException(ErrorCode.STORE_FAILED, failure.getMessage(), failure);
        session.mail().call(() -> answer.failed(reason));
    }

    private static void refusing(SessionState session, Answer<?> answer, Runnable call) {
        try {
            call.run();
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
    }
}
