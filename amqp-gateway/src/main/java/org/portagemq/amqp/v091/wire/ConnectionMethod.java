// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import java.util.Map;
import org.portagemq.core.api.Payload;

/** Methods of class 10: handshake, closing and flow of a connection; all on channel 0. Arguments in the order of the wire. */
public sealed interface ConnectionMethod extends Method {

    int CLASS_ID = 10;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Start(
            int versionMajor,
            int versionMinor,
            Map<String, Object> serverProperties,
            Payload mechanisms,
            Payload locales)
            implements ConnectionMethod {
        public static final int ID = 10;

        static Start read(ArgumentReader in) {
            return new Start(in.octet(), in.octet(), in.table(), in.longString(), in.longString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.octet(versionMajor);
            out.octet(versionMinor);
            out.table(serverProperties);
            out.longString(mechanisms);
            out.longString(locales);
        }
    }

    record StartOk(Map<String, Object> clientProperties, String mechanism, Payload response, String locale)
            implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 11;

        static StartOk read(ArgumentReader in) {
            return new StartOk(in.table(), in.shortString(), in.longString(), in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.table(clientProperties);
            out.shortString(mechanism);
            out.longString(response);
            out.shortString(locale);
        }

        @Override
        public void dispatch(ConnectionRequestHandler handler) {
            handler.startOk(this);
        }
    }

    record Secure(Payload challenge) implements ConnectionMethod {
        public static final int ID = 20;

        static Secure read(ArgumentReader in) {
            return new Secure(in.longString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longString(challenge);
        }
    }

    record SecureOk(Payload response) implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 21;

        static SecureOk read(ArgumentReader in) {
            return new SecureOk(in.longString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longString(response);
        }

        @Override
        public void dispatch(ConnectionRequestHandler handler) {
            handler.secureOk(this);
        }
    }

    record Tune(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
        public static final int ID = 30;

        static Tune read(ArgumentReader in) {
            return new Tune(in.shortInt(), in.longInt(), in.shortInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(channelMax);
            out.longInt(frameMax);
            out.shortInt(heartbeat);
        }
    }

    record TuneOk(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 31;

        static TuneOk read(ArgumentReader in) {
            return new TuneOk(in.shortInt(), in.longInt(), in.shortInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(channelMax);
            out.longInt(frameMax);
            out.shortInt(heartbeat);
        }

        @Override
        public void dispatch(ConnectionRequestHandler handler) {
            handler.tuneOk(this);
        }
    }

    record Open(String virtualHost, String capabilities, boolean insist)
            implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 40;

        static Open read(ArgumentReader in) {
            return new Open(in.shortString(), in.shortString(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(virtualHost);
            out.shortString(capabilities);
            out.bit(insist);
        }

        @Override
        public void dispatch(ConnectionRequestHandler handler) {
            handler.open(this);
        }
    }

    record OpenOk(String knownHosts) implements ConnectionMethod {
        public static final int ID = 41;

        static OpenOk read(ArgumentReader in) {
            return new OpenOk(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(knownHosts);
        }
    }

    record Close(int replyCode, String replyText, int failedClass, int failedMethod)
            implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 50;

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
        public void dispatch(ConnectionRequestHandler handler) {
            handler.close(this);
        }
    }

    record CloseOk() implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 51;

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
        public void dispatch(ConnectionRequestHandler handler) {
            handler.closeOk(this);
        }
    }

    record Blocked(String reason) implements ConnectionMethod {
        public static final int ID = 60;

        static Blocked read(ArgumentReader in) {
            return new Blocked(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(reason);
        }
    }

    record Unblocked() implements ConnectionMethod {
        public static final int ID = 61;

        static Unblocked read(ArgumentReader in) {
            return new Unblocked();
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

    record UpdateSecret(Payload newSecret, String reason) implements ConnectionMethod, ConnectionRequest {
        public static final int ID = 70;

        static UpdateSecret read(ArgumentReader in) {
            return new UpdateSecret(in.longString(), in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longString(newSecret);
            out.shortString(reason);
        }

        @Override
        public void dispatch(ConnectionRequestHandler handler) {
            handler.updateSecret(this);
        }
    }

    record UpdateSecretOk() implements ConnectionMethod {
        public static final int ID = 71;

        static UpdateSecretOk read(ArgumentReader in) {
            return new UpdateSecretOk();
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
