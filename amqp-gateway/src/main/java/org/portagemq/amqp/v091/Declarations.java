// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.Map;
import java.util.function.Supplier;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Queues and exchanges in the words in which they are declared, for the management node of the other version. */
public final class Declarations {

    private static final String ALTERNATE = "alternate-exchange";

    private Declarations() {}

    /**
     * What a queue is declared with.
     *
     * @throws BrokerException {@link ErrorCode#INVALID} naming the argument that cannot be
     */
    public static GroupSettings queue(
            String name, boolean durable, boolean exclusive, boolean autoDelete, Map<String, Object> arguments) {
        return checked(() -> {
            String what = "queue '" + name + "'";
            ArgumentRules.checkQueue(arguments, what);
            QueueArguments read = QueueArguments.read(arguments, what);
            boolean lasting = durable && !exclusive && !autoDelete;
            if (!lasting && (read.isQuorum() || read.isStream())) {
                throw ReplyCode.PRECONDITION_FAILED.because(
                        what + ": a quorum queue or stream is durable, not exclusive and not deleted by itself");
            }
            // A queue of one connection cannot outlive a restart, whatever the client asks.
            return new GroupSettings(name, durable && !exclusive, exclusive, autoDelete, read.given(), read.rules());
        });
    }

    /** The same of an exchange. */
    public static TopicSettings exchange(
            String name,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            Map<String, Object> arguments) {
        return checked(() -> {
            TopicKind kind = ExchangeCommands.kind(type)
                    .orElseThrow(() -> ReplyCode.PRECONDITION_FAILED.because(
                            "exchanges of type '" + type + "' are not made here"));
            for (String argument : arguments.keySet()) {
                if (!argument.equals(ALTERNATE)) {
                    throw ReplyCode.PRECONDITION_FAILED.because(
                            "exchange '" + name + "': the argument '" + argument + "' is not supported here");
                }
            }
            Object alternate = arguments.getOrDefault(ALTERNATE, "");
            if (!(alternate instanceof String topic)) {
                throw ReplyCode.PRECONDITION_FAILED.because("exchange '" + name + "': " + ALTERNATE + " is a name");
            }
            return new TopicSettings(name, kind, durable, autoDelete, internal, topic, 0, Retention.FOREVER, Map.of());
        });
    }

    /** The type of a queue by its arguments. */
    public static String type(GroupSettings queue) {
        if (queue.rules().stream() != null) {
            return StreamArguments.STREAM;
        }
        return QueueArguments.QUORUM.equals(queue.arguments().get("x-queue-type"))
                ? QueueArguments.QUORUM
                : QueueArguments.CLASSIC;
    }

    private static <T> T checked(Supplier<T> declaration) {
        try {
            return declaration.get();
        } catch (AmqpException refusal) {
            throw new BrokerException(ErrorCode.INVALID, refusal.getMessage());
        }
    }
}
