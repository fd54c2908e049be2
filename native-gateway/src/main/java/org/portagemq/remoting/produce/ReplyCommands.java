// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Member;
import org.portagemq.remoting.node.Node;

/** Replies on their way back to the client that has asked. They are handed on, and not stored. */
public final class ReplyCommands implements Dispatcher.CommandSet {

    private final Node node;

    public ReplyCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.SEND_REPLY_MESSAGE, this::reply);
        dispatcher.on(RequestCode.SEND_REPLY_MESSAGE_V2, this::reply);
    }

    private void reply(Request request) {
        SendRequest send = new SendRequest(request);
        String clientId = send.properties().get(MessageProperties.REPLY_TO_CLIENT);
        Optional<Member> asker =
                clientId == null ? Optional.empty() : node.producers().client(clientId);
        if (asker.isEmpty()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR, "client '" + clientId + "', to which the reply goes, is not there");
        }
        Map<String, String> fields = fields(request, send);
        byte[] body = send.body();
        ClientLink replier = request.link();
        ClientLink link = asker.get().link();
        link.execute(() -> link.ask(
                RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
                fields,
                BodyWriter.of(body),
                answer -> replier.execute(() -> answered(request, answer))));
    }

    private Map<String, String> fields(Request request, SendRequest send) {
        Map<String, String> properties = send.properties();
        properties.put(MessageProperties.PUSH_REPLY_TIME, String.valueOf(node.now()));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("producerGroup", send.producerGroup());
        fields.put("topic", send.topic());
        fields.put("defaultTopic", send.template());
        fields.put("defaultTopicQueueNums", String.valueOf(send.templateQueues()));
        fields.put("queueId", String.valueOf(send.queueId()));
        fields.put("sysFlag", String.valueOf(send.sysFlag()));
        fields.put("bornTimestamp", String.valueOf(send.bornAt()));
        fields.put("flag", String.valueOf(send.flag()));
        fields.put("properties", MessageProperties.format(properties));
        fields.put("reconsumeTimes", String.valueOf(send.reconsumeTimes()));
        fields.put("unitMode", "false");
        fields.put("bornHost", request.link().peer().text());
        fields.put("storeHost", node.host(request.link()).text());
        fields.put("storeTimestamp", String.valueOf(node.now()));
        return fields;
    }

    private static void answered(Request request, Command answer) {
        if (answer.code() == ResponseCode.SUCCESS) {
            request.answer(ResponseCode.SUCCESS, null, SendCommands.sent(request, "0", 0, 0));
        } else {
            request.refuse(
                    new Refusal(ResponseCode.SYSTEM_ERROR, "the client did not take the reply: " + answer.remark()));
        }
    }
}
