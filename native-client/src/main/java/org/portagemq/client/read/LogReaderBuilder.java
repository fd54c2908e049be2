// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.queue.GroupShare;
import org.portagemq.client.queue.Notices;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Role;

/** Sets up a reader. Made by the client. Not thread-safe. */
public final class LogReaderBuilder {

    private static final int USUAL_PAGE = 256;

    private final Remote remote;
    private final Notices notices;
    private String topic;
    private Optional<String> group = Optional.empty();
    private Filter filter = Filter.all();
    private Assignment assignment = Assignment.auto();
    private StartPosition start = StartPosition.earliest();
    private OutOfRange outOfRange = OutOfRange.FAIL;
    private RebalanceListener listener = new RebalanceListener() {};
    private int pageSize = USUAL_PAGE;

    public LogReaderBuilder(Remote remote, Notices notices) {
        this.remote = remote;
        this.notices = notices;
    }

    public LogReaderBuilder topic(String name) {
        topic = name;
        return this;
    }

    /** For which offsets are committed, and whose members share the queues. Without one a reader reads all, and commits nothing. */
    public LogReaderBuilder group(String name) {
        group = Optional.of(name);
        return this;
    }

    public LogReaderBuilder filter(Filter wanted) {
        filter = wanted;
        return this;
    }

    public LogReaderBuilder assignment(Assignment wanted) {
        assignment = wanted;
        return this;
    }

    /** At the first message if not said. */
    public LogReaderBuilder start(StartPosition where) {
        start = where;
        return this;
    }

    /** The poll fails if not said. */
    public LogReaderBuilder onOutOfRange(OutOfRange what) {
        outOfRange = what;
        return this;
    }

    public LogReaderBuilder onRebalance(RebalanceListener told) {
        listener = told;
        return this;
    }

    /** How many messages of a queue are fetched at a time, at most; 256 if not said. */
    public LogReaderBuilder pageSize(int messages) {
        pageSize = messages;
        return this;
    }

    /** @throws org.portagemq.client.error.NotFoundException when the topic does not exist */
    public LogReader open() {
        if (topic == null || pageSize < 1) {
            throw new IllegalArgumentException("a reader needs a topic, and pages of at least one message");
        }
        if (start instanceof StartPosition.Committed && group.isEmpty()) {
            throw new IllegalArgumentException("a reader without a group has committed nothing: say where it begins");
        }
        QueueLog log = new QueueLog(remote, group);
        Set<QueueRef> all = new TreeSet<>(Futures.await(log.queues(topic), "find topic '" + topic + "'"));
        ReaderOptions options =
                new ReaderOptions(topic, group, filter, assignment, start, outOfRange, listener, pageSize);
        LogReader reader = new LogReader(remote, options, log);
        if (assignment instanceof Assignment.Given given) {
            all.removeIf(queue -> !given.ids().contains(queue.id()));
            reader.read(all);
        } else if (group.isPresent()) {
            share(reader, group.get());
        } else {
            reader.read(all);
        }
        return reader;
    }

    private void share(LogReader reader, String name) {
        Role.Reader role = new Role.Reader(
                name,
                Role.Use.PULL,
                Map.of(topic, new Role.Expression(filter.type().name(), filter.expression())),
                System.currentTimeMillis());
        reader.share(new GroupShare(remote, notices, topic, role, reader::wants));
    }
}
