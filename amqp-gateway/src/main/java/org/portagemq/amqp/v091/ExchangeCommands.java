// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.ExchangeMethod;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Class exchange: declares, binds and deletes exchanges, which are topics to the broker. */
final class ExchangeCommands {

    private static final String ALTERNATE = "alternate-exchange";

    private final ChannelHost host;
    private final Names names;

    ExchangeCommands(ChannelHost host) {
        this.host = host;
        this.names = host.names();
    }

    private Admin admin() {
        return host.session().admin();
    }

    void declare(ExchangeMethod.Declare method, ReplyQueue.Slot slot) {
        String name = notDefault(method.exchange());
        if (method.passive()) {
            admin().describeTopic(name, replying(slot, new ExchangeMethod.DeclareOk(), name));
            return;
        }
        boolean delaying = DelayedMessages.isType(method.type());
        String type = delaying ? DelayedMessages.routingType(method.arguments(), names.exchange(name)) : method.type();
        TopicKind kind = kind(type)
                .orElseThrow(() -> ReplyCode.PRECONDITION_FAILED.because("unknown exchange type '" + type + "'"));
        ArgumentRules.checkExchange(type, method.arguments(), names.exchange(name));
        if (!delaying) {
            DelayedMessages.refuseRoutingType(method.arguments(), names.exchange(name));
        }
        TopicSettings settings = new TopicSettings(
                name,
                kind,
                method.durable(),
                method.autoDelete(),
                method.internal(),
                alternate(method.arguments(), name),
                0,
                Retention.FOREVER,
                topicArguments(kind, delaying, method.arguments(), name));
        if (Names.isReserved(name)) {
            declareReserved(settings, slot);
        } else {
            declareTopic(settings, slot);
        }
    }

    private String alternate(Map<String, Object> arguments, String exchange) {
        if (!arguments.containsKey(ALTERNATE)) {
            return "";
        }
        if (arguments.get(ALTERNATE) instanceof String alternate && !alternate.isEmpty()) {
            return alternate;
        }
        throw ReplyCode.PRECONDITION_FAILED.because("invalid arg '" + ALTERNATE + "' for " + names.exchange(exchange)
                + ": expected the name of an exchange");
    }

    private Map<String, Object> topicArguments(
            TopicKind kind, boolean delaying, Map<String, Object> arguments, String exchange) {
        Map<String, Object> own = new HashMap<>(kind == TopicKind.HASHED ? hashed(arguments, exchange) : Map.of());
        if (delaying) {
            own.put(TopicSettings.DELAYING, true);
        }
        return own;
    }

    /** What is hashed in place of the routing key: a header, or a property; at most one of them. */
    private Map<String, Object> hashed(Map<String, Object> arguments, String exchange) {
        Object header = arguments.get("hash-header");
        Object property = arguments.get("hash-property");
        if (header == null && property == null) {
            return Map.of();
        }
        if (header instanceof String name && !name.isEmpty() && property == null) {
            return Map.of(TopicSettings.HASHED_PROPERTY, name);
        }
        if (property instanceof String name && ContentHeader.IDENTITIES.contains(name) && header == null) {
            return Map.of(TopicSettings.HASHED_PROPERTY, Amqp091Format.BASIC_PREFIX + name);
        }
        throw ReplyCode.PRECONDITION_FAILED.because("invalid arguments for " + names.exchange(exchange)
                + ": either 'hash-header' with the name of a header, or 'hash-property' with one of "
                + ContentHeader.IDENTITIES);
    }

    private void declareTopic(TopicSettings settings, ReplyQueue.Slot slot) {
        admin().declareTopic(settings, new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new ExchangeMethod.DeclareOk());
            }

            @Override
            public void failed(BrokerException reason) {
                if (reason.code() == ErrorCode.MISMATCH) {
                    explainMismatch(settings, slot);
                } else {
                    slot.fail(explain(settings.name(), reason));
                }
            }
        });
    }

    private void declareReserved(TopicSettings settings, ReplyQueue.Slot slot) {
        admin().describeTopic(settings.name(), new Answer<>() {
            @Override
            public void done(TopicSettings current) {
                declareTopic(settings, slot);
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(
                        reason.code() == ErrorCode.NOT_FOUND
                                ? ReplyCode.ACCESS_REFUSED.because(
                                        "exchange name '" + settings.name() + "' contains reserved prefix 'amq.*'")
                                : explain(settings.name(), reason));
            }
        });
    }

    private void explainMismatch(TopicSettings wanted, ReplyQueue.Slot slot) {
        admin().describeTopic(wanted.name(), new Answer<>() {
            @Override
            public void done(TopicSettings current) {
                slot.fail(mismatch(wanted, current));
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(explain(wanted.name(), reason));
            }
        });
    }

    private AmqpException mismatch(TopicSettings wanted, TopicSettings current) {
        if (wanted.kind() != current.kind()) {
            return inequivalent("type", wanted, type(wanted.kind()), type(current.kind()));
        }
        if (wanted.delaying() != current.delaying()) {
            return inequivalent("type", wanted, type(wanted), type(current));
        }
        if (wanted.durable() != current.durable()) {
            return inequivalent("durable", wanted, wanted.durable(), current.durable());
        }
        if (wanted.autoDelete() != current.autoDelete()) {
            return inequivalent("auto_delete", wanted, wanted.autoDelete(), current.autoDelete());
        }
        if (wanted.internal() != current.internal()) {
            return inequivalent("internal", wanted, wanted.internal(), current.internal());
        }
        if (!wanted.arguments().equals(current.arguments())) {
            return inequivalent("hash-header", wanted, wanted.hashedProperty(), current.hashedProperty());
        }
        return inequivalent(ALTERNATE, wanted, wanted.alternate(), current.alternate());
    }

    private AmqpException inequivalent(String argument, TopicSettings wanted, Object received, Object current) {
        return ReplyCode.PRECONDITION_FAILED.because("inequivalent arg '" + argument + "' for "
                + names.exchange(wanted.name()) + ": received '" + received + "' but current is '" + current + "'");
    }

    static Optional<TopicKind> kind(String type) {
        return switch (type) {
            case "direct" -> Optional.of(TopicKind.DIRECT);
            case "fanout" -> Optional.of(TopicKind.FANOUT);
            case "topic" -> Optional.of(TopicKind.PATTERN);
            case "headers" -> Optional.of(TopicKind.HEADERS);
            case "x-consistent-hash" -> Optional.of(TopicKind.HASHED);
            default -> Optional.empty();
        };
    }

    private static String type(TopicSettings settings) {
        return settings.delaying() ? DelayedMessages.TYPE : type(settings.kind());
    }

    private static String type(TopicKind kind) {
        return switch (kind) {
            case DIRECT -> "direct";
            case FANOUT -> "fanout";
            case PATTERN -> "topic";
            case HEADERS -> "headers";
            case HASHED -> "x-consistent-hash";
            case STREAM -> "stream";
        };
    }

    void delete(ExchangeMethod.Delete method, ReplyQueue.Slot slot) {
        String name = notDefault(method.exchange());
        if (Names.isReserved(name)) {
            throw ReplyCode.ACCESS_REFUSED.because("deletion of system " + names.exchange(name) + " not allowed");
        }
        admin().deleteTopic(name, method.ifUnused(), new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new ExchangeMethod.DeleteOk());
            }

            @Override
            public void failed(BrokerException reason) {
                switch (reason.code()) {
                    case NOT_FOUND -> slot.reply(new ExchangeMethod.DeleteOk());
                    case PRECONDITION_FAILED ->
                        slot.fail(ReplyCode.PRECONDITION_FAILED.because(names.exchange(name) + " in use"));
                    default -> slot.fail(explain(name, reason));
                }
            }
        });
    }

    void bind(ExchangeMethod.Bind method, ReplyQueue.Slot slot) {
        Binding binding = binding(method.source(), method.destination(), method.routingKey(), method.arguments());
        admin().bind(binding, new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new ExchangeMethod.BindOk());
            }

            @Override
            public void failed(BrokerException reason) {
                explainBinding(binding, reason, slot);
            }
        });
    }

    void unbind(ExchangeMethod.Unbind method, ReplyQueue.Slot slot) {
        Binding binding = binding(method.source(), method.destination(), method.routingKey(), method.arguments());
        admin().unbind(binding, new Answer<>() {
            @Override
            public void done(Void nothing) {
                slot.reply(new ExchangeMethod.UnbindOk());
            }

            @Override
            public void failed(BrokerException reason) {
                if (reason.code() == ErrorCode.NOT_FOUND) {
                    slot.reply(new ExchangeMethod.UnbindOk());
                } else {
                    explainBinding(binding, reason, slot);
                }
            }
        });
    }

    private static Binding binding(String source, String destination, String key, Map<String, Object> arguments) {
        return new Binding(
                notDefault(source), new Binding.Target.Topic(notDefault(destination)), key, CoreValues.of(arguments));
    }

    /** Says which of the two ends is meant. */
    private void explainBinding(Binding binding, BrokerException reason, ReplyQueue.Slot slot) {
        String destination = binding.target().name();
        if (reason.code() != ErrorCode.NOT_FOUND) {
            slot.fail(
                    reason.code() == ErrorCode.ACCESS_REFUSED
                            ? names.refused(
                                    names.exchange(destination) + " or " + names.exchange(binding.topic()), host.user())
                            : explain(destination, reason));
            return;
        }
        admin().describeTopic(destination, new Answer<>() {
            @Override
            public void done(TopicSettings found) {
                slot.fail(names.noExchange(binding.topic()));
            }

            @Override
            public void failed(BrokerException missing) {
                slot.fail(names.noExchange(missing.code() == ErrorCode.NOT_FOUND ? destination : binding.topic()));
            }
        });
    }

    private Answer<TopicSettings> replying(ReplyQueue.Slot slot, Method reply, String exchange) {
        return new Answer<>() {
            @Override
            public void done(TopicSettings found) {
                slot.reply(reply);
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(explain(exchange, reason));
            }
        };
    }

    private AmqpException explain(String exchange, BrokerException reason) {
        return switch (reason.code()) {
            case NOT_FOUND -> names.noExchange(exchange);
            case ACCESS_REFUSED -> names.refused(names.exchange(exchange), host.user());
            default -> ErrorMapping.of(reason);
        };
    }

    private static String notDefault(String name) {
        if (name.equals(Names.DEFAULT_EXCHANGE)) {
            throw ReplyCode.ACCESS_REFUSED.because("operation not permitted on the default exchange");
        }
        return Names.clean(name);
    }
}
