// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.filter.Subject;
import org.portagemq.core.group.Backlog;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.log.RecordGoneException;
import org.portagemq.core.routing.Topic;

/** Looks at messages without taking them: by offset, by time, by key. Belongs to the core. */
final class Browsing {

    private static final int PAGE_LIMIT = 1_000;
    private static final long PAGE_BYTES = 4 << 20;

    private final Administration administration;
    private final Rights rights;
    private final TurnLog durable;
    private final Publishing publishing;
    private final Messages messages;
    private final MessageKeys keys;
    private final IndexKeeper indexes;
    private final Executor readLane;
    private final CoreCalls core;
    private final Filters filters;
    private final Totals totals;

    Browsing(
            Administration administration,
            Rights rights,
            TurnLog durable,
            Publishing publishing,
            Messages messages,
            MessageKeys keys,
            IndexKeeper indexes,
            Executor readLane,
            CoreCalls core,
            Filters filters,
            Totals totals) {
        this.filters = filters;
        this.totals = totals;
        this.administration = administration;
        this.rights = rights;
        this.durable = durable;
        this.publishing = publishing;
        this.messages = messages;
        this.keys = keys;
        this.indexes = indexes;
        this.readLane = readLane;
        this.core = core;
    }

    /** A page as it grows: what has to be read from disk is filled in on the read lane. */
    private final class Page {
        private final SessionState session;
        private final Group group;
        private final int max;
        private final long limit;
        private final CompiledFilter filter;
        private final boolean readyOnly;
        private final Answer<BrowsePage> answer;
        private final List<Long> offsets = new ArrayList<>();
        private final List<Messages.Place> places = new ArrayList<>();
        /** Those that are in memory; the newest may not be in a file yet. */
        private final List<StoredMessage> known = new ArrayList<>();

        private final List<Boolean> inFlight = new ArrayList<>();
        private long next;
        private long bytes;

        private Page(
                SessionState session,
                Group group,
                long from,
                int max,
                long limit,
                CompiledFilter filter,
                boolean readyOnly,
                Answer<BrowsePage> answer) {
            this.filter = filter;
            this.readyOnly = readyOnly;
            this.session = session;
            this.group = group;
            this.next = Math.max(from, group.backlog().floor());
            this.max = Math.min(max, PAGE_LIMIT);
            this.limit = limit;
            this.answer = answer;
        }

        /** In the core: collects entries; goes on by itself after a block that has to be read first. */
        private void collect() {
            Backlog backlog = group.backlog();
            long end = group.isDeleted() ? next : end();
            while (next < end && offsets.size() < max && bytes < PAGE_BYTES) {
                if (readyOnly ? backlog.isReady(next) : !backlog.isDone(next)) {
                    IndexBlock block = backlog.index().block(next);
                    if (!block.inMemory()) {
                        indexes.load(backlog.index(), block, this::blockLoaded);
                        return;
                    }
                    int index = (int) (next - block.first());
                    offsets.add(next);
                    places.add(messages.place(block, index));
                    known.add(messages.get(block.position(index), block.overlay(index)));
                    inFlight.add(!backlog.isReady(next));
                    bytes += block.size(index);
                }
                next++;
            }
            if (filter instanceof CompiledFilter.Everything && !known.contains(null)) {
                answerKnown();
            } else {
                readLane.execute(this::readMessages);
            }
        }

        /** All of it is in memory, and nothing has to be looked at: there is no need to leave the core. */
        private void answerKnown() {
            List<BrowsePage.Entry> entries = new ArrayList<>(offsets.size());
            for (int i = 0; i < offsets.size(); i++) {
                entries.add(new BrowsePage.Entry(offsets.get(i), known.get(i), inFlight.get(i)));
            }
            finish(entries, null);
        }

        private void blockLoaded(IOException failure) {
            if (failure == null) {
                collect();
            } else {
                BrokerException damaged = new BrokerException(ErrorCode.STORE_FAILED, failure.getMessage());
                session.mail().call(() -> answer.failed(damaged));
            }
        }

        private void readMessages() {
            List<BrowsePage.Entry> entries = new ArrayList<>();
            IOException damage = null;
            int unreadable = 0;
            for (int i = 0; i < offsets.size(); i++) {
                try {
                    StoredMessage hot = known.get(i);
                    StoredMessage message = hot == null ? messages.read(places.get(i)) : hot;
                    Subject subject = new Subject(message.message());
                    if (filter.matches(subject)) {
                        entries.add(new BrowsePage.Entry(offsets.get(i), message, inFlight.get(i)));
                    }
                    unreadable += subject.isUnreadable() ? 1 : 0;
                } catch (RecordGoneException gone) {
                    // Done with since it was collected.
                } catch (IOException failed) {
                    damage = failed;
                }
            }
            IOException outcome = damage;
            int odd = unreadable;
            core.call(() -> {
                totals.unreadable += odd;
                finish(entries, outcome);
            });
        }

        private void finish(List<BrowsePage.Entry> entries, IOException damage) {
            Mail mail = session.mail();
            if (damage != null && entries.isEmpty()) {
                BrokerException failure = new BrokerException(ErrorCode.STORE_FAILED, damage.getMessage());
                mail.call(() -> answer.failed(failure));
                return;
            }
            long end = end();
            long first = Math.min(group.backlog().floor(), end);
            BrowsePage page = new BrowsePage(noted(entries), first, next, end, sourceId());
            mail.call(() -> answer.done(page));
        }

        /** That of the partition, for a cursor of it. */
        private int sourceId() {
            return group.source() == null ? group.id() : group.source().id();
        }

        private List<BrowsePage.Entry> noted(List<BrowsePage.Entry> entries) {
            if (!group.backlog().attempts().notes().isEmpty()) {
                entries.replaceAll(one ->
                        new BrowsePage.Entry(one.offset(), group.noted(one.offset(), one.message()), one.inFlight()));
            }
            return entries;
        }

        private long end() {
            return Math.min(limit, group.backlog().end());
        }
    }

    void browse(SessionState session, String groupName, long from, int max, Filter filter, Answer<BrowsePage> answer) {
        refusing(session, answer, () -> {
            rights.group(session, Operation.READ, groupName);
            Group group = administration.accessible(session, groupName);
            new Page(session, group, from, max, Long.MAX_VALUE, filters.compile(filter), false, answer).collect();
        });
    }

    void read(SessionState session, Streams.Wanted wanted, Answer<BrowsePage> answer) {
        refusing(session, answer, () -> {
            Group group = partition(session, wanted.topic(), wanted.partition());
            CompiledFilter filter = filters.compile(wanted.filter());
            new Page(session, group, wanted.from(), wanted.max(), durableEnd(group), filter, false, answer).collect();
        });
    }

    /** What is ready at the cursor. */
    void peek(SessionState session, Group cursor, Streams.Wanted wanted, Answer<BrowsePage> answer) {
        CompiledFilter filter = filters.compile(wanted.filter());
        new Page(session, cursor, wanted.from(), wanted.max(), Long.MAX_VALUE, filter, true, answer).collect();
    }

    Void check(Filter filter) {
        filters.compile(filter);
        return null;
    }

    /** Who keeps offsets sees nothing that a power cut could take back. */
    long durableEnd(Group group) {
        if (!group.isDurable()) {
            return group.backlog().end();
        }
        boolean explained = !group.isSkipDue() || publishing.explainSkip(group);
        return group.provenEnd(explained, durable.log().synced());
    }

    void offsetAt(SessionState session, String topic, int partition, long time, Answer<Long> answer) {
        refusing(session, answer, () -> {
            Group group = partition(session, topic, partition);
            place(
                    group,
                    new StreamStart.Time(time),
                    found -> {
                        long told = Math.min(found, durableEnd(group));
                        session.mail().call(() -> answer.done(told));
                    },
                    failure -> session.mail().call(() -> answer.failed(failure)));
        });
    }

    /** Finds the offset of a place; calls back in the core, perhaps at once. */
    void place(Group group, StreamStart start, Consumer<Long> found, Consumer<BrokerException> failed) {
        long first = group.backlog().floor();
        long end = group.backlog().end();
        if (start instanceof StreamStart.Time time) {
            search(group, time.epochMs(), first, end, found, failed);
        } else if (start instanceof StreamStart.Offset wanted) {
            found.accept(Math.max(first, Math.min(wanted.offset(), end)));
        } else if (start instanceof StreamStart.Last) {
            found.accept(Math.max(first, end - 1));
        } else {
            found.accept(start instanceof StreamStart.First ? first : end);
        }
    }

    /** Arrival times do not fall, but for steps of the clock: halving finds the place. */
    private void search(
            Group group, long time, long from, long to, Consumer<Long> found, Consumer<BrokerException> failed) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low) / 2;
            IndexBlock block = group.backlog().index().block(middle);
            if (block == null) {
                low = middle + 1;
                continue;
            }
            if (!block.inMemory()) {
                long restLow = low;
                long restHigh = high;
                indexes.load(group.backlog().index(), block, failure -> {
                    if (failure == null) {
                        search(group, time, restLow, restHigh, found, failed);
                    } else {
                        failed.accept(new BrokerException(ErrorCode.STORE_FAILED, failure.getMessage()));
                    }
                });
                return;
            }
            if (block.time((int) (middle - block.first())) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        found.accept(low);
    }

    Group partition(SessionState session, String topicName, int partition) {
        rights.topic(session, Operation.READ, topicName);
        Topic topic = session.namespace().topics().get(topicName);
        if (topic == null || !(topic.attachment() instanceof StreamTopic stream)) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "no stream '" + topicName + "' in namespace '"
                            + session.namespace().name() + "'");
        }
        if (partition < 0 || partition >= stream.partitions().size()) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "stream '" + topicName + "' has " + stream.partitions().size()
                            + " partitions, and none with number " + partition);
        }
        return stream.partitions().get(partition);
    }

    void find(SessionState session, String topic, String key, int max, Answer<List<StoredMessage>> answer) {
        refusing(session, answer, () -> {
            rights.topic(session, Operation.READ, topic);
            long scope = MessageKeys.scope(session.namespace(), topic);
            readLane.execute(() -> {
                try {
                    long[] positions = keys.index().find(scope, key, Math.min(max, PAGE_LIMIT));
                    core.call(() -> recall(session, topic, key, positions, answer));
                } catch (IOException failed) {
                    core.call(() -> refuse(session, answer, failed));
                }
            });
        });
    }

    /** In the core: the newest messages may be in memory only. */
    private void recall(
            SessionState session, String topic, String key, long[] positions, Answer<List<StoredMessage>> answer) {
        StoredMessage[] known = new StoredMessage[positions.length];
        for (int i = 0; i < positions.length; i++) {
            known[i] = messages.get(positions[i], 0);
        }
        readLane.execute(() -> {
            try {
                List<StoredMessage> found = compare(topic, key, positions, known);
                core.call(() -> session.mail().call(() -> answer.done(found)));
            } catch (IOException failed) {
                core.call(() -> refuse(session, answer, failed));
            }
        });
    }

    private static void refuse(SessionState session, Answer<?> answer, IOException failed) {
        BrokerException failure = new BrokerException(ErrorCode.STORE_FAILED, failed.getMessage(), failed);
        session.mail().call(() -> answer.failed(failure));
    }

    /** On the read lane. The index knows hashes: what it finds is compared with the messages themselves. */
    private List<StoredMessage> compare(String topic, String key, long[] positions, StoredMessage[] known)
            throws IOException {
        List<StoredMessage> found = new ArrayList<>();
        for (int i = 0; i < positions.length; i++) {
            try {
                StoredMessage message =
                        known[i] == null ? messages.read(new Messages.Place(positions[i], 0, null)) : known[i];
                if (message.topic().equals(topic) && message.message().keys().contains(key)) {
                    found.add(message);
                }
            } catch (RecordGoneException gone) {
                // Consumed by all groups and cleaned away since.
            }
        }
        return List.copyOf(found);
    }

    static void refusing(SessionState session, Answer<?> answer, Runnable call) {
        try {
            call.run();
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
    }
}
