// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.publish.DelayLevels;
import org.portagemq.remoting.publish.Messages;
import org.portagemq.remoting.publish.Publishers;
import org.portagemq.remoting.publish.Stored;

/** A consumer gives a message back: it comes again later, or is given up when that has been tried often enough. */
public final class SendBackCommands implements Dispatcher.CommandSet {

    private final Node node;

    public SendBackCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.CONSUMER_SEND_MSG_BACK, this::sendBack);
    }

    private void sendBack(Request request) {
        long handle = request.number("offset");
        if (Handle.isWaiting(handle)) {
            throw notFound(handle);
        }
        request.session()
                .messageAt(
                        Handle.partitionId(handle),
                        Handle.offset(handle),
                        request.then(found -> sendBack(request, handle, found)));
    }

    private static Refusal notFound(long handle) {
        return new Refusal(ResponseCode.SYSTEM_ERROR, "look message by offset failed, " + handle);
    }

    private void sendBack(Request request, long handle, Optional<PlacedMessage> found) {
        PlacedMessage placed = found.orElseThrow(() -> notFound(handle));
        if (request.command().field("maxReconsumeTimes") == null) {
            node.book().rules(request, request.text("group"), rules -> sendBack(request, placed, rules.retries()));
        } else {
            sendBack(request, placed, request.whole("maxReconsumeTimes"));
        }
    }

    /** @param most how often the message is tried again */
    private void sendBack(Request request, PlacedMessage placed, int most) {
        NativeHeader header = Outgoing.header(placed.message());
        int level = request.whole("delayLevel");
        boolean dead = level < 0 || header.reconsumeTimes() >= most;
        String group = request.text("group");
        String name = (dead ? TopicName.DEAD : TopicName.RETRY) + group;
        Map<String, String> properties = properties(request, placed, header, dead);
        long delay = level == 0 ? DelayLevels.retryMs(header.reconsumeTimes()) : DelayLevels.delayMs(level);
        long deliverAt = dead ? Message.AT_ONCE : node.now() + delay;
        NativeHeader again = header.again(header.reconsumeTimes() + 1, properties);
        ClientCommands.RetryTopics.find(node, request, name, topic -> {
            byte[] body = Outgoing.body(placed.message().message());
            Message message = Messages.of(topic, again, properties, body, deliverAt);
            Publishers.of(request).publish(request, topic, 0, message, new Done(request));
        });
    }

    /** Those of the message, and where it was when it came first. */
    private Map<String, String> properties(Request request, PlacedMessage placed, NativeHeader header, boolean dead) {
        Map<String, String> properties = header.parsedProperties();
        String topic = TopicName.encode(placed.topic());
        OffsetMessageId id = new OffsetMessageId(node.host(request.link()), Handle.of(placed.place()));
        properties.putIfAbsent(MessageProperties.RETRY_TOPIC, topic);
        properties.putIfAbsent(MessageProperties.ORIGIN_MESSAGE_ID, request.text("originMsgId", id.toString()));
        properties.remove(MessageProperties.DELAY_LEVEL);
        properties.remove(MessageProperties.TIMER_DELAY_MS);
        properties.remove(MessageProperties.TIMER_DELAY_SEC);
        properties.remove(MessageProperties.TIMER_DELIVER_MS);
        if (dead) {
            properties.put(MessageProperties.DLQ_ORIGIN_TOPIC, properties.get(MessageProperties.RETRY_TOPIC));
            properties.put(
                    MessageProperties.DLQ_ORIGIN_MESSAGE_ID, properties.get(MessageProperties.ORIGIN_MESSAGE_ID));
        }
        return properties;
    }

    private record Done(Request request) implements Stored {
        @Override
        public void stored(long handle, long queueOffset) {
            request.done();
        }

        @Override
        public void refused(BrokerException reason) {
            request.refuse(reason);
        }
    }
}
