// WebSocket echo on ws as its readme shows it: no compression, one event loop.
"use strict";
const { WebSocketServer } = require("ws");

const at = process.argv.indexOf("--port");
const port = at < 0 ? 0 : Number(process.argv[at + 1]);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error("server.js: --port must be 0..65535");
  process.exit(2);
}

const server = new WebSocketServer({ host: "127.0.0.1", port, backlog: 65535, perMessageDeflate: false, maxPayload: 1 << 20 });
server.on("connection", socket => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("error", () => socket.terminate());
});
server.on("error", error => {
  console.error(`server.js: ${error.message}`);
  process.exit(1);
});
server.on("listening", () => console.log(`ready ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));
