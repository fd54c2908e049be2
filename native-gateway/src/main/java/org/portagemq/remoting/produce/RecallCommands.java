// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;

/** A producer takes a message back whose time has not come. */
public final class RecallCommands implements Dispatcher.CommandSet {

    /** Messages with one id of their sender's: more than one when it was sent again. */
    private static final int MOST = 16;

    private static final int PARTS = 5;

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.RECALL_MESSAGE, this::recall);
    }

    private void recall(Request request) {
        String topic = request.text("topic");
        String[] parts = parts(request.text("recallHandle"));
        if (!parts[1].equals(topic)) {
            throw new Refusal(ResponseCode.ILLEGAL_OPERATION, "the handle is of topic '" + parts[1] + "'");
        }
        String id = parts[4];
        request.session()
                .find(TopicName.decode(topic), id, MOST, request.then(found -> cancel(request, id, found, 0, false)));
    }

    private static String[] parts(String handle) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(handle), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", -1);
            if (parts.length == PARTS && parts[0].equals("v1")) {
                return parts;
            }
        } catch (IllegalArgumentException wrong) {
            // Said below.
        }
        throw new Refusal(ResponseCode.ILLEGAL_OPERATION, "'" + handle + "' is no handle to recall a message by");
    }

    /** Each of those that have the id. */
    private static void cancel(Request request, String id, List<StoredMessage> found, int index, boolean cancelled) {
        if (index < found.size()) {
            request.session()
                    .admin()
                    .cancelPending(
                            found.get(index).id(),
                            request.then(done -> cancel(request, id, found, index + 1, cancelled || done)));
        } else if (cancelled) {
            request.answerFields("msgId", id);
        } else {
            throw new Refusal(
                    ResponseCode.ILLEGAL_OPERATION,
                    "message " + id + " does not wait any more: it is visible, or gone");
        }
    }
}
