// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
//
// Preloaded before amqplib's own tests, some of which know no other port than 5672: sends these to BROKER_PORT.
'use strict';

const net = require('node:net');

const WRITTEN_DOWN = 5672;
const broker = Number(process.env.BROKER_PORT);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function connectToBroker(...args) {
  // net.connect hands over its normalised arguments as one array.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options && typeof options === 'object' && Number(options.port) === WRITTEN_DOWN) {
    options.port = broker;
    options.host = '127.0.0.1';
  }
  return connect.apply(this, args);
};
