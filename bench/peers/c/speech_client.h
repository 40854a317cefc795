// One connection of speech_load: its chunks on their way, and what it makes of each message of the server.
#ifndef MILLRACE_PEERS_SPEECH_CLIENT_H
#define MILLRACE_PEERS_SPEECH_CLIENT_H

#include "histogram.h"
#include "speech_audio.h"
#include "ws_client.h"

#include <stdbool.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { Ring = 4096, InSize = 256 * 1024, HeadSize = 2048 };
enum State { Closed, Connecting, Upgrading, Starting, Open };

typedef struct {
    int fd, index;
    enum State state;
    bool talks;
    uint32_t sent, done;                  // chunks, at most Ring apart
    uint32_t inLength, outLength;
    uint64_t *due;                        // when chunk n was due, at n % Ring: only talkers have it
    uint64_t measured, nextDue, lastSend;
    uint8_t *in, *out;                    // an incomplete frame; what the socket did not take
} Client;

static struct {
    int port, clients, talking, sources, json, echo, hold, chunkMs, keepalive;
    double seconds, warmup, period, think;
    const char *path;
} options = { .clients = 100, .talking = -1, .sources = 1, .json = 1, .chunkMs = 20, .seconds = 5, .warmup = 1, .path = NULL };

static Client *clients;
static Audio audio;
static Histogram histogram, lateness;
static uint64_t errors, dropped, finals, warnings, texts, sentInside, answeredInside, measureFrom = UINT64_MAX, measureTo = UINT64_MAX, randomState = 88172645463325252u;
static uint32_t worstBacklog;
static double latencySum;
static int epoll, open_, inFlight, stopping;
static WsRequest request;

static void send_chunk(Client *c, uint64_t due);
static void answered(Client *c, uint64_t now);

static void fail(Client *c, const char *what)
{
    if (errors++ < 3) fprintf(stderr, "speech_load: client %d: %s\n", c->index, what);
    if (c->state == Open) open_--; else inFlight--;
    close(c->fd);
    c->state = Closed;
}

static uint32_t next_mask(void)
{
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    randomState ^= randomState << 17;
    return (uint32_t)(randomState >> 32);
}

static void watch(Client *c, uint32_t what)
{
    struct epoll_event e = { .events = what, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
}

// False where the socket took none of it: then nothing was sent. What it took only a part of is finished by flush.
static bool send_message(Client *c, int opcode, const uint8_t *data, size_t length)
{
    static uint8_t frame[64 * 1024 + 16];
    uint32_t mask = next_mask();
    size_t head = 2;
    if (c->outLength) return false;
    frame[0] = (uint8_t)(0x80 | opcode);
    if (length < 126) frame[1] = (uint8_t)(0x80 | length);
    else { frame[1] = 0x80 | 126; frame[2] = (uint8_t)(length >> 8); frame[3] = (uint8_t)length; head = 4; }
    memcpy(frame + head, &mask, 4);
    ws_mask(frame + head + 4, data, length, mask);
    size_t all = head + 4 + length;
    ssize_t n = send(c->fd, frame, all, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return false;
    if (n < 0) { fail(c, strerror(errno)); return false; }
    if ((size_t)n < all) {
        c->outLength = (uint32_t)(all - (size_t)n);
        c->out = malloc(c->outLength);
        memcpy(c->out, frame + n, c->outLength);
        watch(c, EPOLLIN | EPOLLOUT);
    }
    return true;
}

static void flush(Client *c)
{
    ssize_t n = send(c->fd, c->out, c->outLength, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) { fail(c, strerror(errno)); return; }
    memmove(c->out, c->out + n, c->outLength - (size_t)n);
    c->outLength -= (uint32_t)n;
    if (c->outLength) return;
    free(c->out);
    c->out = NULL;
    watch(c, EPOLLIN);
}

// Where the text of a member of a small JSON object begins; NULL where there is none.
static const char *member(const char *json, const char *name)
{
    const char *at = strstr(json, name);
    if (!at) return NULL;
    at += strlen(name);
    at += strspn(at, " :");
    return *at == '"' ? at + 1 : NULL;
}

static bool is(const char *text, const char *word) { return text && strncmp(text, word, strlen(word)) == 0; }

static void say(Client *c, const char *text)
{
    char what[200];
    snprintf(what, sizeof what, "the server said: %.150s", text);
    fail(c, what);
}

static void reply(Client *c, const char *text, uint64_t now)
{
    const char *type = member(text, "\"type\"");
    if (c->state == Starting) {
        if (!is(type, "session_start\"")) { say(c, text); return; }
        c->state = Open;
        inFlight--;
        open_++;
        return;
    }
    bool partial = is(type, "partial\""), final = is(type, "final\"");
    if (partial || final) {
        if (now >= measureFrom && now < measureTo) {
            finals += final;
            if (partial) { const char *words = member(text, "\"text\""); texts += words && *words != '"'; }
        }
        answered(c, now);
    }
    else if (is(type, "warning\"")) warnings++;
    else say(c, text);
}

static void message(Client *c, int opcode, uint8_t *data, size_t length, uint64_t now)
{
    if (opcode == WS_PING) { send_message(c, WS_PONG, data, length); return; }
    if (opcode == WS_PONG) return;
    if (opcode == WS_CLOSE) {
        char what[160];
        snprintf(what, sizeof what, "the server closed with %d %.*s", length > 1 ? data[0] << 8 | data[1] : 1005, (int)(length > 2 ? length - 2 : 0), data + 2);
        fail(c, what);
        return;
    }
    if (options.echo) {
        const uint8_t *expected = audio.payloads + (size_t)((c->done + (uint32_t)c->index * 7) % (uint32_t)audio.chunks) * audio.length;
        if (opcode != audio.opcode || length != audio.length || memcmp(data, expected, length) != 0) { fail(c, "an echo that differs from what was sent"); return; }
        answered(c, now);
        return;
    }
    if (opcode != WS_TEXT) { fail(c, "a message that is no text"); return; }
    uint8_t after = data[length];
    data[length] = 0;
    reply(c, (const char *)data, now);
    data[length] = after;
}

static void receive(Client *c)
{
    static uint8_t buffer[InSize + 1];
    memcpy(buffer, c->in, c->inLength);
    ssize_t n = recv(c->fd, buffer + c->inLength, InSize - c->inLength, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { fail(c, n == 0 ? "the server closed the connection" : strerror(errno)); return; }
    size_t length = c->inLength + (size_t)n, at = 0;
    uint64_t now = ws_now_ns();
    while (c->state >= Starting && length - at >= 2) {
        size_t size = buffer[at + 1] & 127, head = 2;
        if (size == 126) { if (length - at < 4) break; size = (size_t)buffer[at + 2] << 8 | buffer[at + 3]; head = 4; }
        else if (size == 127) { fail(c, "a message that is too long for this client"); return; }
        if (!(buffer[at] & 0x80)) { fail(c, "a message in fragments, which this client does not put together"); return; }
        if (length - at < head + size) break;
        message(c, buffer[at] & 15, buffer + at + head, size, now);
        at += head + size;
    }
    if (c->state < Starting) return;
    c->inLength = (uint32_t)(length - at);   // a silent client has no memory for it
    free(c->in);
    c->in = c->inLength ? malloc(c->inLength) : NULL;
    if (c->inLength) memcpy(c->in, buffer + at, c->inLength);
}

static void upgrade(Client *c, uint32_t what)
{
    if (c->state == Connecting) {
        int error = ws_connect_error(c->fd);
        if (error != 0) { fail(c, strerror(error)); return; }
        if (!(what & EPOLLOUT)) return;
        if (send(c->fd, request.text, (size_t)request.length, MSG_NOSIGNAL) != request.length) { fail(c, "the handshake could not be sent"); return; }
        c->in = malloc(HeadSize);
        watch(c, EPOLLIN);
        c->state = Upgrading;
        return;
    }
    // A byte at a time at the end would be exact; what follows the head may already be here, and is kept.
    ssize_t n = recv(c->fd, c->in + c->inLength, HeadSize - 1 - c->inLength, MSG_PEEK);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { fail(c, "closed during the handshake"); return; }
    c->in[c->inLength + (size_t)n] = 0;
    char *end = strstr((char *)c->in, "\r\n\r\n");
    size_t take = end ? (size_t)((uint8_t *)end + 4 - c->in) - c->inLength : (size_t)n;
    n = recv(c->fd, c->in + c->inLength, take, 0);
    c->inLength += (uint32_t)n;
    c->in[c->inLength] = 0;
    if (!end) { if (c->inLength >= HeadSize - 1) fail(c, "an answer to the handshake that is too long"); return; }
    int status = ws_status(&request, (char *)c->in);
    if (status != 101) { say(c, (char *)c->in); return; }
    free(c->in);
    c->in = NULL;
    c->inLength = 0;
    c->state = options.echo ? Open : Starting;
    if (options.echo) { inFlight--; open_++; }
}

#endif
