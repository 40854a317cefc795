// The floor of a room: every text or binary message of any client is sent, as one frame, to every connected client in a plain loop of
// send(), the sender included. One thread, one edge-triggered epoll. A client that does not take its bytes misses messages (whole
// ones, counted); nobody waits for it and no queue grows, so with --unsent this is also the floor with slow readers.
#define _GNU_SOURCE
#include "ws_server.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MaxPayload = 64 * 1024, ReadSize = 64 * 1024, Room = WsMaxHead + MaxPayload + 16 + ReadSize };

typedef struct {
    int fd, place;                // place: index in members, -1 before the handshake
    uint32_t inLength, outLength; // bytes of a frame that is not complete; of a frame that the socket took in part
    uint8_t *in, *out;
} Connection;

static uint8_t work[Room], frame[MaxPayload + 16];
static Connection **members;
static int memberCount, memberRoom, epoll;
static uint64_t missed;

static void drop(Connection *c)
{
    if (c->place >= 0) {
        members[c->place] = members[--memberCount];
        members[c->place]->place = c->place;
    }
    close(c->fd);
    free(c->in);
    free(c->out);
    free(c);
}

static int join(Connection *c)
{
    if (memberCount == memberRoom) {
        memberRoom = memberRoom ? 2 * memberRoom : 1024;
        members = realloc(members, (size_t)memberRoom * sizeof *members);
        if (!members) return 0;
    }
    c->place = memberCount;
    members[memberCount++] = c;
    return 1;
}

// A connection that fails here is dropped when its own event comes.
static void send_or_miss(Connection *c, const uint8_t *bytes, size_t length)
{
    if (c->out) { missed++; return; }
    ssize_t n = send(c->fd, bytes, length, MSG_NOSIGNAL);
    if ((size_t)n == length) return;
    if (n <= 0) { missed++; return; }
    c->outLength = (uint32_t)(length - (size_t)n);
    c->out = malloc(c->outLength);
    if (!c->out) ws_die("malloc");
    memcpy(c->out, bytes + n, c->outLength);
}

static void finish_frame(Connection *c)
{
    ssize_t n = send(c->fd, c->out, c->outLength, MSG_NOSIGNAL);
    if (n <= 0) return;
    c->outLength -= (uint32_t)n;
    memmove(c->out, c->out + n, c->outLength);
    if (c->outLength > 0) return;
    free(c->out);
    c->out = NULL;
}

static void fan_out(uint8_t opcode, const uint8_t *payload, size_t length, uint32_t mask)
{
    size_t head = length < 126 ? 2 : 4;
    frame[0] = 0x80 | opcode;
    frame[1] = length < 126 ? (uint8_t)length : 126;
    if (head == 4) { frame[2] = (uint8_t)(length >> 8); frame[3] = (uint8_t)length; }
    ws_mask(frame + head, payload, length, mask);
    for (int i = 0; i < memberCount; i++) send_or_miss(members[i], frame, head + length);
}

// Takes the whole frames of buffer[0..length). Returns what was consumed, or -1 to end the connection: a close, or a frame that the
// floor does not speak (fragments, more than 65,535 bytes, anything that RFC 6455 section 5.2 forbids).
static ssize_t take(Connection *c, const uint8_t *buffer, size_t length)
{
    size_t at = 0;
    while (length - at >= 6) {
        uint8_t opcode = buffer[at] & 0x0F;
        size_t payload = buffer[at + 1] & 0x7F, head = 6;
        if (payload == 126) {
            if (length - at < 8) break;
            payload = (size_t)buffer[at + 2] << 8 | buffer[at + 3];
            head = 8;
        }
        if ((buffer[at] & 0xF0) != 0x80 || !(buffer[at + 1] & 0x80) || payload == 127 || (opcode > WS_BINARY && opcode < WS_CLOSE)) return -1;
        if (length - at < head + payload) break;
        uint32_t mask;
        memcpy(&mask, buffer + at + head - 4, 4);
        if (opcode == WS_CLOSE) {
            const uint8_t bye[4] = { 0x80 | WS_CLOSE, 2, 1000 >> 8, 1000 & 0xFF };
            send_or_miss(c, bye, sizeof bye);
            return -1;
        }
        if (opcode == WS_PING && payload < 126) {
            frame[0] = 0x80 | WS_PONG;
            frame[1] = (uint8_t)payload;
            ws_mask(frame + 2, buffer + at + head, payload, mask);
            send_or_miss(c, frame, 2 + payload);
        } else if (opcode == WS_TEXT || opcode == WS_BINARY) fan_out(opcode, buffer + at + head, payload, mask);
        at += head + payload;
    }
    return (ssize_t)at;
}

// Returns 0 when the connection is to be dropped.
static int serve(Connection *c)
{
    for (;;) {
        if (c->in) memcpy(work, c->in, c->inLength);
        ssize_t n = recv(c->fd, work + c->inLength, ReadSize, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n < 0 && errno == EAGAIN;
        size_t length = c->inLength + (size_t)n, start = 0;
        if (c->place < 0) {
            uint8_t *end = memmem(work, length, "\r\n\r\n", 4);
            if (end) {
                char response[256];
                int accepted;
                start = (size_t)(end + 4 - work);
                if (start > WsMaxHead) return 0;
                size_t answer = ws_answer_head(work, start, response, &accepted);
                send_or_miss(c, (uint8_t *)response, answer);
                if (!accepted || !join(c)) return 0;
            } else if (length > WsMaxHead) return 0;
        }
        if (c->place >= 0) {
            ssize_t used = take(c, work + start, length - start);
            if (used < 0) return 0;
            start += (size_t)used;
        }
        c->inLength = (uint32_t)(length - start);
        free(c->in);
        c->in = c->inLength > 0 ? malloc(c->inLength) : NULL;
        if (c->in) memcpy(c->in, work + start, c->inLength);
        else if (c->inLength > 0) return 0;
    }
}

static void accept_all(int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        Connection *c = calloc(1, sizeof *c);
        if (!c) { close(fd); continue; }
        c->fd = fd;
        c->place = -1;
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) < 0) drop(c);
    }
    if (errno == EMFILE) fprintf(stderr, "fanout_server: out of descriptors; raise `ulimit -n`\n");
}

static volatile sig_atomic_t stopping;

static void stop(int signal) { (void)signal; stopping = 1; }

int main(int count, char **arguments)
{
    int port = 0, unsent = 0, bound;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--port") == 0 && i + 1 < count) port = atoi(arguments[++i]);
        else if (strcmp(arguments[i], "--unsent") == 0 && i + 1 < count) unsent = atoi(arguments[++i]);
        else { fprintf(stderr, "fanout_server: unknown argument '%s'; usage: fanout_server [--port N] [--unsent BYTES]\n", arguments[i]); return 2; }
    }
    ws_raise_descriptor_limit();
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int listener = ws_listen(port, &bound, unsent);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[512], e = { .events = EPOLLIN, .data.ptr = NULL };
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
    printf("ready %d\n", bound);
    fflush(stdout);

    while (!stopping) {
        int n = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;
            if (!c) { accept_all(listener); continue; }
            int alive = !(events[i].events & (EPOLLERR | EPOLLHUP));
            if (alive && c->out && events[i].events & EPOLLOUT) finish_frame(c);
            if (alive && events[i].events & (EPOLLIN | EPOLLRDHUP)) alive = serve(c);
            if (!alive) drop(c);
        }
    }
    if (missed > 0) fprintf(stderr, "fanout_server: %lu messages were missed by clients that did not take them\n", missed);
    return 0;
}
