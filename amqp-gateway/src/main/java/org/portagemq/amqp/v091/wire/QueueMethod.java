// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import java.util.Map;

/** Methods of class 50: queues and their bindings. Arguments in the order of the wire. */
public sealed interface QueueMethod extends Method {

    int CLASS_ID = 50;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Declare(
            int ticket,
            String queue,
            boolean passive,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            boolean nowait,
            Map<String, Object> arguments)
            implements QueueMethod, ChannelRequest {
        public static final int ID = 10;

        static Declare read(ArgumentReader in) {
            return new Declare(
                    in.shortInt(), in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.bit(passive);
            out.bit(durable);
            out.bit(exclusive);
            out.bit(autoDelete);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.queueDeclare(this);
        }
    }

    record DeclareOk(String queue, long messageCount, long consumerCount) implements QueueMethod {
        public static final int ID = 11;

        static DeclareOk read(ArgumentReader in) {
            return new DeclareOk(in.shortString(), in.longInt(), in.longInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(queue);
            out.longInt(messageCount);
            out.longInt(consumerCount);
        }
    }

    record Bind(
            int ticket, String queue, String exchange, String routingKey, boolean nowait, Map<String, Object> arguments)
            implements QueueMethod, ChannelRequest {
        public static final int ID = 20;

        static Bind read(ArgumentReader in) {
            return new Bind(in.shortInt(), in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.queueBind(this);
        }
    }

    record BindOk() implements QueueMethod {
        public static final int ID = 21;

        static BindOk read(ArgumentReader in) {
            return new BindOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }

    record Purge(int ticket, String queue, boolean nowait) implements QueueMethod, ChannelRequest {
        public static final int ID = 30;

        static Purge read(ArgumentReader in) {
            return new Purge(in.shortInt(), in.shortString(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.bit(nowait);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.queuePurge(this);
        }
    }

    record PurgeOk(long messageCount) implements QueueMethod {
        public static final int ID = 31;

        static PurgeOk read(ArgumentReader in) {
            return new PurgeOk(in.longInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longInt(messageCount);
        }
    }

    record Delete(int ticket, String queue, boolean ifUnused, boolean ifEmpty, boolean nowait)
            implements QueueMethod, ChannelRequest {
        public static final int ID = 40;

        static Delete read(ArgumentReader in) {
            return new Delete(in.shortInt(), in.shortString(), in.bit(), in.bit(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.bit(ifUnused);
            out.bit(ifEmpty);
            out.bit(nowait);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.queueDelete(this);
        }
    }

    record DeleteOk(long messageCount) implements QueueMethod {
        public static final int ID = 41;

        static DeleteOk read(ArgumentReader in) {
            return new DeleteOk(in.longInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longInt(messageCount);
        }
    }

    record Unbind(int ticket, String queue, String exchange, String routingKey, Map<String, Object> arguments)
            implements QueueMethod, ChannelRequest {
        public static final int ID = 50;

        static Unbind read(ArgumentReader in) {
            return new Unbind(in.shortInt(), in.shortString(), in.shortString(), in.shortString(), in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.queueUnbind(this);
        }
    }

    record UnbindOk() implements QueueMethod {
        public static final int ID = 51;

        static UnbindOk read(ArgumentReader in) {
            return new UnbindOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }
}
