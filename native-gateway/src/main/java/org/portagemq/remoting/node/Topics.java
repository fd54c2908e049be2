// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Retention;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;

/**
 * Topics of the namespace as this protocol's clients see them. What was looked up is kept until the broker says that it has
 * changed. A new topic is bound with the one where the topics of all protocols meet, both ways. Thread-safe.
 */
public final class Topics {

    /** Where a message that is published to a topic of any protocol goes through, with the topic's name as its key. */
    private static final String MEETING = "amq.topic";

    private final String namespace;
    private final Retention retention;
    private final Map<String, TopicConfig> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    public Topics(Broker broker, String namespace, Retention retention) {
        this.namespace = namespace;
        this.retention = retention;
        broker.onEvent(this::hear);
    }

    private void hear(BrokerEvent event) {
        if (event instanceof BrokerEvent.TopicDeclared declared) {
            forget(declared.namespace(), declared.settings().name());
        } else if (event instanceof BrokerEvent.TopicChanged changed) {
            forget(changed.namespace(), changed.settings().name());
        } else if (event instanceof BrokerEvent.TopicDeleted deleted) {
            forget(deleted.namespace(), deleted.name());
        } else if (event instanceof BrokerEvent.GroupDeleted deleted) {
            forget(deleted.namespace(), deleted.name());
        }
    }

    /** Rises with each change of a topic of the namespace. */
    long changes() {
        return changes.get();
    }

    private void forget(String where, String coreName) {
        if (where.equals(namespace)) {
            changes.incrementAndGet();
            known.remove(coreName);
        }
    }

    /** Goes on with the topic, at once when it is known; or without. */
    public void find(Request request, String name, Consumer<TopicConfig> found, Runnable missing) {
        String coreName = TopicName.decode(name);
        TopicConfig config = known.get(coreName);
        if (config != null) {
            found.accept(config);
            return;
        }
        long before = changes.get();
        request.session()
                .admin()
                .describeTopic(
                        coreName,
                        request.then(
                                settings -> found.accept(keep(coreName, TopicConfig.of(settings), before)),
                                () -> findGroup(request, coreName, before, found, missing)));
    }

    /** A queue of another protocol is a topic, too, where there is none of that name. */
    private void findGroup(
            Request request, String coreName, long before, Consumer<TopicConfig> found, Runnable missing) {
        request.session()
                .admin()
                .describeGroup(
                        coreName,
                        request.then(
                                group -> found.accept(keep(coreName, TopicConfig.taken(coreName), before)), missing));
    }

    private TopicConfig keep(String coreName, TopicConfig config, long before) {
        known.put(coreName, config);
        if (changes.get() != before) {
            // It may have changed since it was looked up: the next one looks again.
            known.remove(coreName);
        }
        return config;
    }

    /** All of them, in order of their names. */
    public void list(Request request, Consumer<List<TopicConfig>> then) {
        request.session().admin().listTopics(request.then(all -> then.accept(TopicConfig.streams(all))));
    }

    /** Makes a topic that does not exist. One that somebody has made meanwhile is used as it is. */
    public void create(Request request, TopicConfig wanted, Consumer<TopicConfig> then) {
        Admin admin = request.session().admin();
        admin.declareTopic(wanted.settings(retention), new Answer<>() {
            @Override
            public void done(Void nothing) {
                request.attempt(() -> bind(request, wanted, then));
            }

            @Override
            public void failed(BrokerException reason) {
                request.attempt(() -> find(request, wanted.name(), then, () -> request.refuse(reason)));
            }
        });
    }

    private void bind(Request request, TopicConfig made, Consumer<TopicConfig> then) {
        String name = made.coreName();
        if (!isShared(made.name())) {
            then.accept(made);
            return;
        }
        Admin admin = request.session().admin();
        Answer<Void> last = new Answer<>() {
            @Override
            public void done(Void nothing) {
                request.attempt(() -> then.accept(made));
            }

            @Override
            public void failed(BrokerException reason) {
                request.session().admin().deleteTopic(name, false, new Answer<>() {
                    @Override
                    public void done(Void nothing) {
                        request.refuse(reason);
                    }

                    @Override
                    public void failed(BrokerException gone) {
                        request.refuse(reason);
                    }
                });
            }
        };
        admin.bind(Binding.toTopic(MEETING, name, name), new Answer<>() {
            @Override
            public void done(Void nothing) {
                request.session().admin().bind(Binding.toTopic(name, MEETING, ""), last);
            }

            @Override
            public void failed(BrokerException reason) {
                last.failed(reason);
            }
        });
    }

    /** Whether it is by its name a topic that brokers of this protocol have for themselves. */
    public static boolean isSystem(String name) {
        return name.startsWith("rmq_sys_") || name.startsWith("RMQ_SYS_") || name.endsWith("_REPLY_TOPIC");
    }

    /** Whether other protocols see the topic: not one that this protocol has for itself, nor one whose name is a pattern. */
    static boolean isShared(String name) {
        String coreName = TopicName.decode(name);
        return !TopicName.isOwn(name) && !isSystem(name) && coreName.indexOf('*') < 0 && coreName.indexOf('#') < 0;
    }

    /** Gives a topic that exists other counts, permission or attributes. */
    public void change(Request request, TopicConfig now, TopicConfig wanted, Runnable then) {
        Admin admin = request.session().admin();
        int partitions = Math.max(wanted.readQueues(), wanted.writeQueues());
        Runnable arguments = () -> request.session()
                .admin()
                .changeArguments(wanted.coreName(), wanted.arguments(), request.then(nothing -> {
                    forget(namespace, wanted.coreName());
                    then.run();
                }));
        if (partitions > now.partitions()) {
            admin.growStream(wanted.coreName(), partitions, request.then(nothing -> arguments.run()));
        } else {
            arguments.run();
        }
    }

    public void delete(Request request, String name, Runnable then, Runnable missing) {
        String coreName = TopicName.decode(name);
        request.session()
                .admin()
                .deleteTopic(
                        coreName,
                        false,
                        request.then(
                                nothing -> {
                                    forget(namespace, coreName);
                                    then.run();
                                },
                                missing));
    }
}
