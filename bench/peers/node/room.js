// A chat room on ws as its readme shows broadcasting: a loop over the room's clients. The path is the room.
// A client that more than 1 MiB waits for is evicted: ws itself would queue without end.
"use strict";
const { WebSocketServer, WebSocket } = require("ws");

const at = process.argv.indexOf("--port");
const port = at < 0 ? 0 : Number(process.argv[at + 1]);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error("room.js: --port must be 0..65535");
  process.exit(2);
}

const mostWaiting = 1 << 20;
const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port, backlog: 65535, perMessageDeflate: false, maxPayload: 1 << 20 });
server.on("connection", (socket, request) => {
  const room = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, room);
  room.add(socket);
  socket.on("message", (data, isBinary) => {
    for (const member of room) {
      if (member.bufferedAmount > mostWaiting) member.terminate();
      else if (member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
  socket.on("close", () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(request.url);
  });
  socket.on("error", () => socket.terminate());
});
server.on("error", error => {
  console.error(`room.js: ${error.message}`);
  process.exit(1);
});
server.on("listening", () => console.log(`ready ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));
