// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
//
// What applications do with @stomp/stompjs and stompit. Run one with: node stomp.js STOMP_PORT WS_PORT NAME
'use strict';

const assert = require('node:assert/strict');
const { Client } = require('@stomp/stompjs');
const stompit = require('stompit');
const { WebSocket } = require('ws');

const PATIENCE_MS = 20000;
const [stompPort, wsPort, name] = process.argv.slice(2);

/** A client that is connected; `options` are those of stompjs. */
function connect(options) {
  return new Promise((resolve, reject) => {
    const client = new Client({
      webSocketFactory: () => new WebSocket(`ws://127.0.0.1:${wsPort}/ws`, ['v12.stomp', 'v11.stomp', 'v10.stomp']),
      connectHeaders: { login: 'guest', passcode: 'guest' },
      reconnectDelay: 0,
      onConnect: () => resolve(client),
      onStompError: (frame) => reject(new Error(`${frame.headers.message}: ${frame.body}`)),
      ...options,
    });
    client.activate();
  });
}

/** Messages in the order in which they come. */
function inbox() {
  const kept = [];
  const waiting = [];
  return {
    put(message) {
      const first = waiting.shift();
      if (first) {
        first(message);
      } else {
        kept.push(message);
      }
    },
    next() {
      if (kept.length > 0) {
        return Promise.resolve(kept.shift());
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

function receipt(client, id) {
  return new Promise((resolve) => client.watchForReceipt(id, resolve));
}

function stompitConnect() {
  const options = {
    host: '127.0.0.1',
    port: Number(stompPort),
    connectHeaders: { host: '/', login: 'guest', passcode: 'guest', 'heart-beat': '1000,1000' },
  };
  return new Promise((resolve, reject) => {
    stompit.connect(options, (error, client) => (error ? reject(error) : resolve(client)));
  });
}

function stompitSend(sender, headers, body) {
  return new Promise((resolve, reject) => {
    const frame = sender.send(headers, { onReceipt: resolve, onError: reject });
    frame.write(body);
    frame.end();
  });
}

function stompitRead(message) {
  return new Promise((resolve, reject) => {
    message.readString('utf8', (error, body) => (error ? reject(error) : resolve(body)));
  });
}

const scenarios = {
  async stompjsSendsAndReceives() {
    const client = await connect({});
    const got = inbox();
    client.subscribe('/queue/stompjs', got.put, { ack: 'client-individual' });
    const stored = receipt(client, 'stored');
    client.publish({
      destination: '/queue/stompjs',
      body: 'grüße',
      headers: { persistent: 'true', receipt: 'stored', key: 'a:b' },
    });
    await stored;
    const message = await got.next();
    assert.equal(message.body, 'grüße');
    assert.equal(message.headers.key, 'a:b');
    message.nack();
    const again = await got.next();
    assert.equal(again.headers.redelivered, 'true');
    again.ack();
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
    client.publish({ destination: '/queue/stompjs', binaryBody: binary });
    const back = await got.next();
    assert.deepEqual(Buffer.from(back.binaryBody), Buffer.from(binary));
    back.ack();
    await client.deactivate();
  },

  async stompjsTransacts() {
    const client = await connect({});
    const got = inbox();
    client.subscribe('/topic/stompjs.tx', got.put);
    const aborted = client.begin();
    client.publish({ destination: '/topic/stompjs.tx', body: 'aborted', headers: { transaction: aborted.id } });
    aborted.abort();
    const committed = client.begin();
    client.publish({ destination: '/topic/stompjs.tx', body: 'committed', headers: { transaction: committed.id } });
    committed.commit();
    assert.equal((await got.next()).body, 'committed');
    await client.deactivate();
  },

  async stompjsCutsLargeFramesAndBeats() {
    const client = await connect({ splitLargeFrames: true, heartbeatIncoming: 1000, heartbeatOutgoing: 1000 });
    const got = inbox();
    client.subscribe('/topic/stompjs.large', got.put);
    const body = '0123456789abcdef'.repeat(32 * 1024);
    client.publish({ destination: '/topic/stompjs.large', body });
    assert.equal((await got.next()).body, body);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    client.publish({ destination: '/topic/stompjs.large', body: 'still here' });
    assert.equal((await got.next()).body, 'still here');
    await client.deactivate();
  },

  async stompjsHearsErrors() {
    const client = await connect({});
    const error = new Promise((resolve) => {
      client.onStompError = resolve;
    });
    client.publish({ destination: '/nowhere/x', body: '' });
    assert.equal((await error).headers.message, 'invalid header destination');
    await client.deactivate();
    await assert.rejects(connect({ connectHeaders: { login: 'guest', passcode: 'wrong' } }), /access refused/);
  },

  async stompitSendsAndReceives() {
    const sender = await stompitConnect();
    await stompitSend(sender, { destination: '/queue/stompit', key: 'a:b\\c' }, 'first');
    const client = await stompitConnect();
    const got = inbox();
    const subscription = client.subscribe({ destination: '/queue/stompit', ack: 'client' }, (error, message) => {
      assert.ifError(error);
      got.put(message);
    });
    const message = await got.next();
    assert.equal(message.headers.key, 'a:b\\c');
    assert.equal(await stompitRead(message), 'first');
    client.nack(message);
    const again = await got.next();
    assert.equal(await stompitRead(again), 'first');
    client.ack(again);
    const transaction = sender.begin();
    const frame = transaction.send({ destination: '/queue/stompit' });
    frame.end('second');
    await new Promise((resolve, reject) => {
      transaction.commit({ onReceipt: resolve, onError: reject });
    });
    const second = await got.next();
    assert.equal(await stompitRead(second), 'second');
    client.ack(second);
    subscription.unsubscribe();
    await new Promise((resolve, reject) => {
      client.disconnect((error) => (error ? reject(error) : resolve()));
    });
    sender.disconnect();
  },
};

const timer = setTimeout(() => {
  console.error(`${name} did not end`);
  process.exit(1);
}, PATIENCE_MS);

scenarios[name]().then(
  () => {
    clearTimeout(timer);
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
