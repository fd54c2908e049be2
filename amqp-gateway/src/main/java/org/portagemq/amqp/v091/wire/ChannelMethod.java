// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import org.portagemq.core.api.Payload;

/** Methods of class 20: opening and closing of a channel. Arguments in the order of the wire. */
public sealed interface ChannelMethod extends Method {

    int CLASS_ID = 20;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Open(String outOfBand) implements ChannelMethod, ChannelRequest {
        public static final int ID = 10;

        static Open read(ArgumentReader in) {
            return new Open(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(outOfBand);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.channelOpen(this);
        }
    }

    record OpenOk(Payload channelId) implements ChannelMethod {
        public static final int ID = 11;

        static OpenOk read(ArgumentReader in) {
            return new OpenOk(in.longString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longString(channelId);
        }
    }

    record Flow(boolean active) implements ChannelMethod, ChannelRequest {
        public static final int ID = 20;

        static Flow read(ArgumentReader in) {
            return new Flow(in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.bit(active);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.channelFlow(this);
        }
    }

    record FlowOk(boolean active) implements ChannelMethod, ChannelRequest {
        public static final int ID = 21;

        static FlowOk read(ArgumentReader in) {
            return new FlowOk(in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.bit(active);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.channelFlowOk(this);
        }
    }

    record Close(int replyCode, String replyText, int failedClass, int failedMethod)
            implements ChannelMethod, ChannelRequest {
        public static final int ID = 40;

        static Close read(ArgumentReader in) {
            return new Close(in.shortInt(), in.shortString(), in.shortInt(), in.shortInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(replyCode);
            out.shortString(replyText);
            out.shortInt(failedClass);
            out.shortInt(failedMethod);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.channelClose(this);
        }
    }

    record CloseOk() implements ChannelMethod, ChannelRequest {
        public static final int ID = 41;

        static CloseOk read(ArgumentReader in) {
            return new CloseOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.channelCloseOk(this);
        }
    }
}
