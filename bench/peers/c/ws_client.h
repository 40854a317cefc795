// What the C clients share: a connect that does not wait, the opening request, and the check of its answer.
#ifndef MILLRACE_PEERS_WS_CLIENT_H
#define MILLRACE_PEERS_WS_CLIENT_H

#include "ws.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/random.h>
#include <sys/socket.h>

typedef struct {
    char accept[29];     // what the server has to answer
    char text[512];
    int length;
} WsRequest;

// One key serves every connection of a test: the server does the same work for each.
static void ws_request(WsRequest *request, const char *path, int port)
{
    uint8_t nonce[16];
    char key[25];
    if (getrandom(nonce, sizeof nonce, 0) != sizeof nonce) ws_die("getrandom");
    ws_base64(nonce, sizeof nonce, key);
    ws_accept(key, 24, request->accept);
    request->length = snprintf(request->text, sizeof request->text,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n",
        path, port, key);
}

// Begins a connect to 127.0.0.1 from 127.0.0.(1 + index % sources): one source address has some 28,000 ports.
// receiveBuffer above 0 makes the socket's small, and its window with it.
static int ws_connect(int port, int index, int sources, int receiveBuffer)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(index % sources)) };
    if (fd < 0) ws_die("socket (is `ulimit -n` above the number of clients?)");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (receiveBuffer > 0) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    if (sources > 1) {
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) ws_die("bind to a loopback source address");
    }
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) ws_die("connect");
    return fd;
}

static int ws_connect_error(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

// The status of a whole, NUL-terminated response head; 0 for a 101 that does not answer our key.
static int ws_status(const WsRequest *request, const char *head)
{
    size_t length = 0;
    int status = strncmp(head, "HTTP/1.1 ", 9) == 0 ? atoi(head + 9) : 0;
    const char *accept = ws_header(head, "Sec-WebSocket-Accept", &length);
    return status == 101 && (!accept || length != 28 || strncmp(accept, request->accept, 28) != 0) ? 0 : status;
}

#endif
