// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceInfo;

/** Class queue: declares, binds, empties and deletes queues, which are consumer groups to the broker. */
final class QueueCommands {

    private static final long MAX_COUNT = 0xFFFF_FFFFL;

    private final ChannelHost host;
    private final Names names;

    QueueCommands(ChannelHost host) {
        this.host = host;
        this.names = host.names();
    }

    private Admin admin() {
        return host.session().admin();
    }

    /**
     * @param declared hears the queue's name, when its answer goes out
     */
    void declare(QueueMethod.Declare method, ReplyQueue.Slot slot, java.util.function.Consumer<String> declared) {
        String name = Names.clean(method.queue());
        if (name.startsWith(Names.DIRECT_REPLY_TO)) {
            declareReplyQueue(name, slot);
            return;
        }
        if (method.passive()) {
            admin().useGroup(name, declareAnswer(slot, declared, reason -> slot.fail(explain(name, reason))));
            return;
        }
        ArgumentRules.checkQueue(method.arguments(), names.queue(name));
        // A queue of one connection cannot outlive a restart, whatever the client asks.
        boolean durable = method.durable() && !method.exclusive();
        QueueArguments arguments = QueueArguments.read(method.arguments(), names.queue(name));
        if (arguments.isQuorum() || arguments.isStream()) {
            requireLasting(method, name, arguments.isStream() ? "stream" : "quorum");
        }
        GroupSettings settings = new GroupSettings(
                QueueArguments.name(name, method.arguments(), names.queue(name)),
                durable,
                method.exclusive(),
                method.autoDelete(),
                arguments.given(),
                arguments.rules());
        if (Names.isReserved(settings.name())) {
            declareReserved(settings, slot, declared);
        } else {
            declareGroup(settings, slot, declared);
        }
    }

    /** Tells whether the one who waits for replies is still there. */
    private void declareReplyQueue(String name, ReplyQueue.Slot slot) {
        QueueMethod.DeclareOk alive = new QueueMethod.DeclareOk(name, 0, 1);
        if (name.equals(Names.DIRECT_REPLY_TO)) {
            slot.reply(alive);
            return;
        }
        admin().describeGroup(name, new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                slot.reply(alive);
            }

            @Override
            public void failed(BrokerException reason) {
                // The queue is another connection's own, as it should be.
                if (reason.code() == ErrorCode.LOCKED) {
                    slot.reply(alive);
                } else {
                    slot.fail(explain(name, reason));
                }
            }
        });
    }

    private void requireLasting(QueueMethod.Declare method, String name, String type) {
        if (name.isEmpty()) {
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "Cannot declare a server-named queue for type rabbit_" + type + "_queue");
        }
        String property = null;
        if (method.exclusive()) {
            property = "exclusive-owner";
        } else if (!method.durable()) {
            property = "non-durable";
        } else if (method.autoDelete()) {
            property = "auto-delete";
        }
        if (property != null) {
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "invalid property '" + property + "' for " + names.queue(name) + ": it is a " + type + " queue");
        }
    }

    private void declareGroup(
            GroupSettings settings, ReplyQueue.Slot slot, java.util.function.Consumer<String> declared) {
        admin().declareGroup(settings, declareAnswer(slot, declared, reason -> {
            switch (reason.code()) {
                case MISMATCH -> explainMismatch(settings, slot);
                case LIMIT_EXCEEDED -> explainLimit(settings.name(), reason, slot);
                default -> slot.fail(explain(settings.name(), reason));
            }
        }));
    }

    /** The limit of the vhost is told in the words that clients know; others as the broker does. */
    private void explainLimit(String name, BrokerException reason, ReplyQueue.Slot slot) {
        admin().describeNamespace(new Answer<>() {
            @Override
            public void done(NamespaceInfo info) {
                int limit = info.settings().limits().groups();
                slot.fail(limit >= 0 && info.groups() >= limit ? names.queueLimit(name, limit) : explain(name, reason));
            }

            @Override
            public void failed(BrokerException again) {
                slot.fail(explain(name, reason));
            }
        });
    }

    /** Names of the broker's own can be declared again as they are, but not made. */
    private void declareReserved(
            GroupSettings settings, ReplyQueue.Slot slot, java.util.function.Consumer<String> declared) {
        admin().describeGroup(settings.name(), new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                declareGroup(settings, slot, declared);
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(
                        reason.code() == ErrorCode.NOT_FOUND
                                ? ReplyCode.ACCESS_REFUSED.because(
                                        "queue name '" + settings.name() + "' contains reserved prefix 'amq.*'")
                                : explain(settings.name(), reason));
            }
        });
    }

    private Answer<GroupInfo> declareAnswer(
            ReplyQueue.Slot slot,
            java.util.function.Consumer<String> declared,
            java.util.function.Consumer<BrokerException> failed) {
        return new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                GroupSettings settings = info.settings();
                String name = settings.name();
                slot.fill(() -> {
                    declared.accept(name);
                    slot.emit(new QueueMethod.DeclareOk(name, count(info.ready()), info.consumers()));
                });
            }

            @Override
            public void failed(BrokerException reason) {
                failed.accept(reason);
            }
        };
    }

    private void explainMismatch(GroupSettings wanted, ReplyQueue.Slot slot) {
        String name = wanted.name();
        admin().describeGroup(name, new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                GroupSettings current = info.settings();
                if (current.exclusive() != wanted.exclusive()) {
                    slot.fail(names.locked(name));
                } else if (current.durable() != wanted.durable()) {
                    slot.fail(inequivalent("durable", name, wanted.durable(), current.durable()));
                } else if (current.autoDelete() != wanted.autoDelete()) {
                    slot.fail(inequivalent("auto_delete", name, wanted.autoDelete(), current.autoDelete()));
                } else {
                    slot.fail(inequivalentArgument(name, wanted.arguments(), current.arguments()));
                }
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(explain(name, reason));
            }
        });
    }

    private AmqpException inequivalentArgument(
            String queue, Map<String, Object> received, Map<String, Object> current) {
        Set<String> all = new TreeSet<>(received.keySet());
        all.addAll(current.keySet());
        String different = all.stream()
                .filter(name -> !Objects.equals(received.get(name), current.get(name)))
                .findFirst()
                .orElse("arguments");
        return inequivalent(
                different, queue, received.getOrDefault(different, "none"), current.getOrDefault(different, "none"));
    }

    private AmqpException inequivalent(String argument, String queue, Object received, Object current) {
        return ReplyCode.PRECONDITION_FAILED.because("inequivalent arg '" + argument + "' for " + names.queue(queue)
                + ": received '" + received + "' but current is '" + current + "'");
    }

    void bind(QueueMethod.Bind method, String queue, String key, ReplyQueue.Slot slot) {
        Binding binding = binding(method.exchange(), queue, key, method.arguments());
        admin().bind(binding, new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new QueueMethod.BindOk());
            }

            @Override
            public void failed(BrokerException reason) {
                explainBinding(binding, reason, slot);
            }
        });
    }

    void unbind(QueueMethod.Unbind method, String queue, String key, ReplyQueue.Slot slot) {
        Binding binding = binding(method.exchange(), queue, key, method.arguments());
        admin().unbind(binding, new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new QueueMethod.UnbindOk());
            }

            @Override
            public void failed(BrokerException reason) {
                // What is not there is not bound: no error, as clients expect.
                if (reason.code() == ErrorCode.NOT_FOUND) {
                    slot.reply(new QueueMethod.UnbindOk());
                } else {
                    explainBinding(binding, reason, slot);
                }
            }
        });
    }

    private static Binding binding(String exchange, String queue, String key, Map<String, Object> arguments) {
        if (exchange.equals(Names.DEFAULT_EXCHANGE)) {
            throw ReplyCode.ACCESS_REFUSED.because("operation not permitted on the default exchange");
        }
        return new Binding(Names.clean(exchange), new Binding.Target.Group(queue), key, CoreValues.of(arguments));
    }

    /** Says which of the two ends is meant. */
    private void explainBinding(Binding binding, BrokerException reason, ReplyQueue.Slot slot) {
        String queue = binding.target().name();
        if (reason.code() != ErrorCode.NOT_FOUND) {
            slot.fail(
                    reason.code() == ErrorCode.ACCESS_REFUSED
                            ? names.refused(names.queue(queue) + " or " + names.exchange(binding.topic()), host.user())
                            : explain(queue, reason));
            return;
        }
        admin().describeGroup(queue, new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                slot.fail(names.noExchange(binding.topic()));
            }

            @Override
            public void failed(BrokerException missing) {
                slot.fail(
                        missing.code() == ErrorCode.NOT_FOUND
                                ? names.noQueue(queue)
                                : names.noExchange(binding.topic()));
            }
        });
    }

    void purge(String queue, ReplyQueue.Slot slot) {
        admin().purgeGroup(queue, counted(slot, queue, QueueMethod.PurgeOk::new, false, "not empty"));
    }

    void delete(QueueMethod.Delete method, String queue, ReplyQueue.Slot slot) {
        String obstacle = method.ifEmpty() && !method.ifUnused() ? "not empty" : "in use";
        admin().deleteGroup(
                        queue,
                        method.ifUnused(),
                        method.ifEmpty(),
                        counted(slot, queue, QueueMethod.DeleteOk::new, true, obstacle));
    }

    private Answer<Long> counted(
            ReplyQueue.Slot slot, String queue, Function<Long, Method> reply, boolean missingIsFine, String obstacle) {
        return new Answer<>() {
            @Override
            public void done(Long messages) {
                slot.reply(reply.apply(count(messages)));
            }

            @Override
            public void failed(BrokerException reason) {
                if (missingIsFine && reason.code() == ErrorCode.NOT_FOUND) {
                    slot.reply(reply.apply(0L));
                } else if (reason.code() == ErrorCode.PRECONDITION_FAILED) {
                    slot.fail(ReplyCode.PRECONDITION_FAILED.because(names.queue(queue) + " " + obstacle));
                } else if (reason.code() == ErrorCode.NOT_SUPPORTED) {
                    slot.fail(names.notForStreams("queue.purge", queue));
                } else {
                    slot.fail(explain(queue, reason));
                }
            }
        };
    }

    private AmqpException explain(String queue, BrokerException reason) {
        return switch (reason.code()) {
            case NOT_FOUND -> names.noQueue(queue);
            case ACCESS_REFUSED -> names.refused(names.queue(queue), host.user());
            case LOCKED -> names.locked(queue);
            default -> ErrorMapping.of(reason);
        };
    }

    private static long count(Long messages) {
        return Math.min(Objects.requireNonNullElse(messages, 0L), MAX_COUNT);
    }
}
