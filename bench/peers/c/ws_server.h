// What the C servers share: a listener on loopback and the answer to the opening handshake.
#ifndef MILLRACE_PEERS_WS_SERVER_H
#define MILLRACE_PEERS_WS_SERVER_H

#include "ws.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { WsMaxHead = 8 * 1024 };

// unsent above 0 bounds the bytes of one connection that the kernel keeps before they are sent (TCP_NOTSENT_LOWAT); else a peer that does
// not read may hold up to net.ipv4.tcp_wmem of them (2.8 MB here), and a thousand such peers bring all others into memory pressure.
static int ws_listen(int port, int *bound, int unsent)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);   // accepted sockets inherit it
    if (unsent > 0) setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    if (bind(fd, (struct sockaddr *)&address, size) < 0) ws_die("bind to 127.0.0.1");
    if (listen(fd, 65535) < 0) ws_die("listen");
    getsockname(fd, (struct sockaddr *)&address, &size);
    *bound = ntohs(address.sin_port);
    return fd;
}

// Answers a whole head of at most WsMaxHead bytes (its empty line included) with 101 or 400; *accepted says which.
// Returns the length of the response.
static size_t ws_answer_head(const uint8_t *bytes, size_t length, char response[256], int *accepted)
{
    char head[WsMaxHead + 1], accept[29];
    memcpy(head, bytes, length);
    head[length] = 0;
    size_t keyLength = 0;
    const char *key = ws_header(head, "Sec-WebSocket-Key", &keyLength);
    *accepted = strncmp(head, "GET /", 5) == 0 && key && keyLength == 24;
    if (!*accepted)
        return (size_t)snprintf(response, 256, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    ws_accept(key, keyLength, accept);
    return (size_t)snprintf(response, 256,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
}

#endif
