// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;

/** Values by key, in namespaces of their own, which a name server keeps for whoever needs them. */
public final class KvCommands implements Dispatcher.CommandSet {

    /** The namespace of topics whose queues are to be known alike to all clients: {@code broker:queues;broker:queues}. */
    static final String ORDERED_TOPICS = "ORDER_TOPIC_CONFIG";

    private static final String PREFIX = "kv ";

    private final Node node;

    public KvCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.PUT_KV_CONFIG, request -> node.book()
                .write(request, key(request), request.text("value"), request::done));
        dispatcher.on(
                RequestCode.DELETE_KV_CONFIG, request -> node.book().write(request, key(request), null, request::done));
        dispatcher.on(RequestCode.GET_KV_CONFIG, this::get);
        dispatcher.on(RequestCode.GET_KVLIST_BY_NAMESPACE, this::list);
    }

    private static String key(Request request) {
        return prefix(request.text("namespace")) + request.text("key");
    }

    private static String prefix(String namespace) {
        return PREFIX + namespace + " ";
    }

    private void get(Request request) {
        String key = key(request);
        node.book().read(request, all -> {
            String value = all.get(key);
            if (value == null) {
                throw new Refusal(
                        ResponseCode.QUERY_NOT_FOUND,
                        "No config item, Namespace: " + request.text("namespace") + " Key: " + request.text("key"));
            }
            request.answerFields("value", value);
        });
    }

    private void list(Request request) {
        String namespace = request.text("namespace");
        table(node, request, namespace, table -> {
            if (table.isEmpty()) {
                throw new Refusal(ResponseCode.QUERY_NOT_FOUND, "No config item, Namespace: " + namespace);
            }
            request.answerJson(Map.of("table", table));
        });
    }

    /** All values of a namespace, by key. */
    static void table(Node node, Request request, String namespace, Consumer<Map<String, String>> then) {
        String prefix = prefix(namespace);
        node.book().read(request, all -> {
            Map<String, String> table = new TreeMap<>();
            all.forEach((key, value) -> {
                if (key.startsWith(prefix)) {
                    table.put(key.substring(prefix.length()), value);
                }
            });
            then.accept(table);
        });
    }
}
