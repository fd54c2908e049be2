// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;

/** Ends of producers' transactions, and the question what became of one. */
public final class TransactionCommands implements Dispatcher.CommandSet {

    private final Node node;

    public TransactionCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.END_TRANSACTION, this::end);
    }

    private void end(Request request) {
        long handle = request.number("commitLogOffset");
        if (!Handle.isWaiting(handle) || Handle.id(handle) != request.number("tranStateTableOffset")) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "no transaction begins at " + handle);
        }
        int how = request.whole("commitOrRollback");
        switch (how) {
            case SysFlag.COMMIT ->
                request.session().commitPrepared(Handle.id(handle), request.then(nothing -> request.done()));
            case SysFlag.ROLLBACK ->
                request.session().rollbackPrepared(Handle.id(handle), request.then(nothing -> request.done()));
            // The producer does not know yet: it is asked later.
            case 0 -> request.done();
            default -> throw new Refusal(ResponseCode.SYSTEM_ERROR, "a transaction does not end with " + how);
        }
    }

    /** From now on the client is one of those who are asked about transactions of the group. */
    public void listen(Request request, String producerGroup) {
        ClientLink link = request.link();
        request.session().check(producerGroup, (transaction, first) -> ask(link, transaction, first));
    }

    private void ask(ClientLink link, long transaction, StoredMessage first) {
        long handle = Handle.waiting(transaction);
        NativeHeader header = Outgoing.header(first);
        String uniqueKey = header.parsedProperties().getOrDefault(MessageProperties.UNIQUE_KEY, "");
        String offsetId = new OffsetMessageId(node.host(link), handle).toString();
        String topic = TopicName.encode(first.topic());
        Map<String, String> fields = Request.fields(
                "topic", topic,
                "tranStateTableOffset", transaction,
                "commitLogOffset", handle,
                "msgId", uniqueKey,
                "transactionId", uniqueKey,
                "offsetMsgId", offsetId,
                "bname", node.settings().brokerName());
        Outgoing.Place place = new Outgoing.Place(topic, 0, transaction, handle);
        link.tell(
                RequestCode.CHECK_TRANSACTION_STATE,
                fields,
                Outgoing.of(first, header, place, node.host(link))::writeTo);
    }
}
