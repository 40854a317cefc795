// WebSocket echo on one thread and one edge-triggered epoll: the floor that every other server is measured against.
// Per readable event: one recv into a buffer shared by all connections, every whole frame turned into its reply in place
// (a server's frame is four bytes shorter than a client's), one send. A connection owns memory only while a frame is incomplete
// or a reply did not fit into its socket, so an idle one costs sizeof(Connection).
#define _GNU_SOURCE
#include "ws_server.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MaxFrame = 1024 * 1024, ReadSize = 64 * 1024, Room = MaxFrame + 16 + ReadSize };

typedef struct {
    int fd;
    uint8_t open;      // the opening handshake is done
    uint8_t closing;   // close once the pending reply is out
    uint32_t inLength, outLength, outStart;
    uint8_t *in;       // bytes of a frame (or head) that is not complete yet
    uint8_t *out;      // reply bytes that the socket did not take yet
} Connection;

static uint8_t work[Room];
static int epoll;

static void drop(Connection *c)
{
    close(c->fd);
    free(c->in);
    free(c->out);
    free(c);
}

// Sends what the socket takes and keeps the rest. Returns 0 when the connection is gone.
static int reply(Connection *c, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = send(c->fd, bytes, length, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) return 0;
            c->out = malloc(length);
            if (!c->out) return 0;
            memcpy(c->out, bytes, length);
            c->outLength = (uint32_t)length;
            c->outStart = 0;
            return 1;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return 1;
}

// Returns 0 when the connection is gone; c->out is NULL once all is sent.
static int flush(Connection *c)
{
    while (c->outStart < c->outLength) {
        ssize_t n = send(c->fd, c->out + c->outStart, c->outLength - c->outStart, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        c->outStart += (uint32_t)n;
    }
    free(c->out);
    c->out = NULL;
    return 1;
}

static size_t refuse(Connection *c, uint8_t *to, int code)
{
    const uint8_t frame[4] = { 0x80 | WS_CLOSE, 2, (uint8_t)(code >> 8), (uint8_t)code };
    memcpy(to, frame, 4);
    c->closing = 1;
    return 4;
}

// RFC 6455 section 5.2, client to server:
//   byte 0: FIN RSV1-3 opcode | byte 1: MASK length7 | length16 or length64 | mask, 4 bytes | payload
// Turns the whole frames in buffer[0..length) into replies at the buffer's start. Returns the bytes to send; *used is what was consumed.
static size_t answer(Connection *c, uint8_t *buffer, size_t length, size_t *used)
{
    size_t at = 0, made = 0;
    while (!c->closing && length - at >= 6) {
        uint8_t first = buffer[at], opcode = first & 0x0F;
        uint64_t payload = buffer[at + 1] & 0x7F;
        size_t head = 6;
        if (first & 0x70 || !(buffer[at + 1] & 0x80) || (opcode >= 8 && (payload > 125 || !(first & 0x80)))
            || (opcode > WS_BINARY && opcode < WS_CLOSE) || opcode > WS_PONG) {
            made += refuse(c, buffer + made, 1002);
            break;
        }
        if (payload == 126) {
            head = 8;
            payload = (uint64_t)buffer[at + 2] << 8 | buffer[at + 3];
        } else if (payload == 127) {
            if (length - at < 14) break;
            head = 14;
            payload = 0;
            for (int i = 0; i < 8; i++)
                payload = payload << 8 | buffer[at + 2 + i];
        }
        if (payload > MaxFrame) {
            made += refuse(c, buffer + made, 1009);
            break;
        }
        if (length - at < head + payload) break;

        uint32_t mask;
        memcpy(&mask, buffer + at + head - 4, 4);
        if (opcode != WS_PONG) {
            // The reply's head never reaches the payload that is still to be read: it is 4 bytes shorter than the request's.
            buffer[made] = opcode == WS_PING ? 0x80 | WS_PONG : first;
            buffer[made + 1] = buffer[at + 1] & 0x7F;
            memmove(buffer + made + 2, buffer + at + 2, head - 6);
            ws_mask(buffer + made + head - 4, buffer + at + head, payload, mask);
            made += head - 4 + payload;
            c->closing = opcode == WS_CLOSE;
        }
        at += head + payload;
    }
    *used = at;
    return made;
}

// Answers the opening handshake at the buffer's start. Returns 0 when the connection is to be dropped.
static int upgrade(Connection *c, uint8_t *buffer, size_t length, size_t *used)
{
    *used = 0;
    uint8_t *end = memmem(buffer, length, "\r\n\r\n", 4);
    if (!end) return length < WsMaxHead;
    *used = (size_t)(end + 4 - buffer);
    if (*used > WsMaxHead) return 0;

    char response[256];
    int accepted;
    size_t n = ws_answer_head(buffer, *used, response, &accepted);
    if (accepted) c->open = 1; else c->closing = 1;
    return reply(c, (uint8_t *)response, n);
}

static int keep(Connection *c, const uint8_t *bytes, size_t length)
{
    if (length > 0) {
        c->in = malloc(length);
        if (!c->in) return 0;
        memcpy(c->in, bytes, length);
    }
    c->inLength = (uint32_t)length;
    return 1;
}

// Reads until the socket is empty. An edge is not repeated, but a short read proves emptiness without a second recv,
// unless the peer has already closed: then the end of the stream is still to be read.
static int serve(Connection *c, int hangUp)
{
    while (!c->out) {
        size_t have = c->inLength;
        if (have > 0) {
            memcpy(work, c->in, have);
            free(c->in);
            c->in = NULL;
            c->inLength = 0;
        }
        ssize_t n = recv(c->fd, work + have, ReadSize, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return 0;
        if (n < 0) {
            if (!keep(c, work, have)) return 0;
            if (errno == EINTR) continue;
            return 1;
        }

        size_t length = have + (size_t)n, used = 0, start = 0;
        if (!c->open) {
            if (!upgrade(c, work, length, &start)) return 0;
            if (c->closing) return c->out != NULL;
        }
        if (c->open && start < length && !c->out) {
            size_t made = answer(c, work + start, length - start, &used);
            if (made > 0 && !reply(c, work + start, made)) return 0;
            if (c->closing) return c->out != NULL;
        }
        if (!keep(c, work + start + used, length - start - used)) return 0;
        if ((size_t)n < ReadSize && !hangUp) return 1;
    }
    return 1;
}

static void accept_all(int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        Connection *c = calloc(1, sizeof *c);
        if (!c) { close(fd); continue; }
        c->fd = fd;
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) < 0) drop(c);
    }
    if (errno == EMFILE) fprintf(stderr, "echo_server: out of descriptors; raise `ulimit -n`\n");
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    int port = 0, bound;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--port") == 0 && i + 1 < count) port = atoi(arguments[++i]);
        else { fprintf(stderr, "echo_server: unknown argument '%s'; usage: echo_server [--port N]\n", arguments[i]); return 2; }
    }
    ws_raise_descriptor_limit();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    int listener = ws_listen(port, &bound, 0);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[512], e = { .events = EPOLLIN, .data.ptr = NULL };
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
    printf("ready %d\n", bound);
    fflush(stdout);

    for (;;) {
        int n = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;
            uint32_t what = events[i].events;
            if (!c) { accept_all(listener); continue; }
            int alive = !(what & EPOLLERR);
            if (alive && c->out) alive = flush(c) && !(c->closing && !c->out);
            if (alive && !c->out && !c->closing) alive = serve(c, what & (EPOLLRDHUP | EPOLLHUP));
            if (!alive) drop(c);
        }
    }
}
