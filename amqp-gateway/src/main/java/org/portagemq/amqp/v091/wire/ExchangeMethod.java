// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import java.util.Map;

/** Methods of class 40: exchanges and the bindings between them. Arguments in the order of the wire. */
public sealed interface ExchangeMethod extends Method {

    int CLASS_ID = 40;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Declare(
            int ticket,
            String exchange,
            String type,
            boolean passive,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            boolean nowait,
            Map<String, Object> arguments)
            implements ExchangeMethod, ChannelRequest {
        public static final int ID = 10;

        static Declare read(ArgumentReader in) {
            return new Declare(
                    in.shortInt(),
                    in.shortString(),
                    in.shortString(),
                    in.bit(),
                    in.bit(),
                    in.bit(),
                    in.bit(),
                    in.bit(),
                    in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(exchange);
            out.shortString(type);
            out.bit(passive);
            out.bit(durable);
            out.bit(autoDelete);
            out.bit(internal);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.exchangeDeclare(this);
        }
    }

    record DeclareOk() implements ExchangeMethod {
        public static final int ID = 11;

        static DeclareOk read(ArgumentReader in) {
            return new DeclareOk();
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

    record Delete(int ticket, String exchange, boolean ifUnused, boolean nowait)
            implements ExchangeMethod, ChannelRequest {
        public static final int ID = 20;

        static Delete read(ArgumentReader in) {
            return new Delete(in.shortInt(), in.shortString(), in.bit(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(exchange);
            out.bit(ifUnused);
            out.bit(nowait);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.exchangeDelete(this);
        }
    }

    record DeleteOk() implements ExchangeMethod {
        public static final int ID = 21;

        static DeleteOk read(ArgumentReader in) {
            return new DeleteOk();
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

    record Bind(
            int ticket,
            String destination,
            String source,
            String routingKey,
            boolean nowait,
            Map<String, Object> arguments)
            implements ExchangeMethod, ChannelRequest {
        public static final int ID = 30;

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
            out.shortString(destination);
            out.shortString(source);
            out.shortString(routingKey);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.exchangeBind(this);
        }
    }

    record BindOk() implements ExchangeMethod {
        public static final int ID = 31;

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

    record Unbind(
            int ticket,
            String destination,
            String source,
            String routingKey,
            boolean nowait,
            Map<String, Object> arguments)
            implements ExchangeMethod, ChannelRequest {
        public static final int ID = 40;

        static Unbind read(ArgumentReader in) {
            return new Unbind(
                    in.shortInt(), in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(destination);
            out.shortString(source);
            out.shortString(routingKey);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.exchangeUnbind(this);
        }
    }

    record UnbindOk() implements ExchangeMethod {
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
