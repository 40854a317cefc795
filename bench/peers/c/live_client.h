// One session of live_load: what it sends, and what it makes of each message, by the protocol that it speaks.
#ifndef MILLRACE_PEERS_LIVE_CLIENT_H
#define MILLRACE_PEERS_LIVE_CLIENT_H

#include "blazor.h"
#include "histogram.h"
#include "page_client.h"

enum { TokenLength = 24, InSize = 256 * 1024, OutSize = 64 * 1024, PingEvery = 10 };
enum Kind { Echo, Live, Blazor };

typedef struct {
    int fd, index;
    bool open, ready, waiting, greeted;
    uint32_t sequence, node, component;   // Live: the last event and the input; Blazor: the component of the input
    uint64_t handler, object, sentAt, lastSend, measured;
    uint32_t inLength;
    uint8_t *in, *part;                   // an incomplete frame; the fragments of an incomplete message
    size_t partLength;
    char token[TokenLength + 1];
    char *marker, *state;                 // Blazor, until it is attached
} Client;

static struct {
    int port, clients, sources, idle;
    double seconds, warmup;
    const char *path;
    enum Kind kind;
} options = { .clients = 100, .sources = 1, .seconds = 5, .warmup = 1, .path = "/bench?list=10" };

static const char *kinds[] = { "echo", "live", "blazor" };
static Client *clients;
static Histogram histogram;
static char *work;
static uint8_t out[OutSize];
static uint64_t errors, measureFrom = UINT64_MAX, measureTo = UINT64_MAX, randomState = 88172645463325252u, bytesUp, bytesDown;
static int epoll, open_, stopping;

static uint64_t next_random(void)
{
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    return randomState ^= randomState << 17;
}

static void fail(Client *c, const char *what)
{
    if (errors++ < 3) fprintf(stderr, "live_load: client %d: %s\n", c->index, what);
    if (c->open) open_--;
    c->open = c->ready = false;
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
}

static void send_message(Client *c, int opcode, const void *data, size_t length)
{
    static uint8_t frame[OutSize + 16];
    uint32_t mask = (uint32_t)next_random();
    size_t head = 2;
    frame[0] = (uint8_t)(0x80 | opcode);
    if (length < 126) frame[1] = (uint8_t)(0x80 | length);
    else { frame[1] = 0x80 | 126; frame[2] = (uint8_t)(length >> 8); frame[3] = (uint8_t)length; head = 4; }
    memcpy(frame + head, &mask, 4);
    ws_mask(frame + head + 4, data, length, mask);
    head += 4 + length;
    if (!c->open) return;
    c->lastSend = ws_now_ns();
    if (c->lastSend >= measureFrom && c->lastSend < measureTo && opcode < WS_CLOSE) bytesUp += length;
    if (send(c->fd, frame, head, MSG_NOSIGNAL) != (ssize_t)head) fail(c, "a send fell short");
}

static void send_hub(Client *c, uint8_t *end)
{
    size_t length;
    uint8_t *message = pack_frame(out + 5, (size_t)(end - (out + 5)), &length);
    send_message(c, WS_BINARY, message, length);
}

static size_t number(uint8_t *to, uint32_t value)   // LEB128
{
    size_t at = 0;
    for (; value >= 128; value >>= 7) to[at++] = (uint8_t)(value | 128);
    to[at++] = (uint8_t)value;
    return at;
}

static size_t text(uint8_t *to, const char *from)
{
    size_t at = number(to, (uint32_t)strlen(from));
    memcpy(to + at, from, strlen(from));
    return at + strlen(from);
}

static void send_event(Client *c)
{
    c->sequence++;
    snprintf(c->token, sizeof c->token, "%08x%08x%08x", c->index, c->sequence, (uint32_t)(next_random() >> 16));
    c->sentAt = ws_now_ns();
    c->waiting = true;
    if (options.kind == Blazor) {
        char arguments[256], call[16];
        int length = snprintf(arguments, sizeof arguments,
            "[{\"eventHandlerId\":%lu,\"eventName\":\"input\",\"eventFieldInfo\":{\"componentId\":%u,\"fieldValue\":\"%s\"}},{\"value\":\"%s\"}]",
            c->handler, c->component, c->token, c->token);
        uint8_t *to = pack_invocation(out + 5, NULL, "BeginInvokeDotNetFromJS", 5);
        to = pack_text(to, call, (size_t)sprintf(call, "%u", c->sequence));
        *to++ = 0xC0;
        to = pack_text(to, "DispatchEventAsync", 18);
        to = pack_uint(to, c->object);
        to = pack_text(to, arguments, (size_t)length);
        *to++ = 0x90;
        send_hub(c, to);
        return;
    }
    uint8_t frame[64] = { 0x30 };
    size_t at = 1 + number(frame + 1, c->sequence);
    at += number(frame + at, c->node);
    memcpy(frame + at, c->token, TokenLength);
    send_message(c, WS_BINARY, frame, at + TokenLength);
}

static void look_for_token(Client *c, const uint8_t *data, size_t length)
{
    if (!c->waiting || !memmem(data, length, c->token, TokenLength)) return;
    uint64_t now = ws_now_ns();
    c->waiting = false;
    if (now >= measureFrom && now < measureTo) {
        c->measured++;
        histogram_record(&histogram, (now - c->sentAt) / 1000);
    }
    if (!stopping) send_event(c);
}

static void live_message(Client *c, const uint8_t *data, size_t length)
{
    char why[200];
    if (data[0] == 0x81) {
        if (length < 3 || data[2] != 0) { fail(c, "the server does not go on from the page as served"); return; }
        c->ready = true;
    } else if (data[0] == 0x82 || data[0] == 0x83) {
        size_t end = 1;
        while (end < length && end < 6 && data[end] >= 128) end++;
        if (data[0] == 0x83) {
            uint8_t ack[8] = { 2 };
            memcpy(ack + 1, data + 1, end);
            send_message(c, WS_BINARY, ack, end + 1);
        }
        if (c->open) look_for_token(c, data, length);
    } else if (data[0] == 0x87 || data[0] == 0x88) {
        int at = snprintf(why, sizeof why, "%s %u: ", data[0] == 0x88 ? "goodbye" : "notice", length > 1 ? data[1] : 0);
        for (size_t i = 2; i < length && at < 190; i++) if (data[i] >= ' ' && data[i] < 127) why[at++] = (char)data[i];
        why[at] = 0;
        fail(c, why);
    }
}

static void blazor_attach(Client *c)
{
    static const char before[] = "{\"batchId\":0,\"operations\":[{\"type\":\"add\",\"ssrComponentId\":1,\"marker\":", after[] = "}]}";
    int length = snprintf(work, PageSize, "%s%s%s", before, c->marker, after);
    uint8_t *to = pack_invocation(out + 5, NULL, "UpdateRootComponents", 2);
    to = pack_text(to, work, (size_t)length);
    to = pack_text(to, c->state, strlen(c->state));
    *to++ = 0x90;
    send_hub(c, to);
}

static void blazor_invocation(Client *c, const uint8_t *target, size_t targetLength, Pack *p)
{
#define IS(name) (targetLength == sizeof name - 1 && memcmp(target, name, sizeof name - 1) == 0)
    size_t length;
    if (IS("JS.RenderBatch")) {
        uint64_t batch = pack_number(p);
        const uint8_t *data = pack_bytes(p, &length);
        uint8_t *to = pack_invocation(out + 5, NULL, "OnRenderCompleted", 2);
        to = pack_uint(to, batch);
        *to++ = 0xC0;
        *to++ = 0x90;
        send_hub(c, to);
        if (c->handler == 0) batch_handler(data, length, &c->handler, &c->component);
        if (c->open) look_for_token(c, data, length);
    } else if (IS("JS.BeginInvokeJS")) {
        uint64_t handle = pack_number(p);
        size_t nameLength;
        const uint8_t *name = pack_bytes(p, &nameLength), *arguments = pack_bytes(p, &length);
        static const char reference[] = "\"__dotNetObject\":";
        const uint8_t *at = memmem(arguments, length, reference, sizeof reference - 1);
        if (memmem(name, nameLength, "attachWebRendererInterop", 24) && at) c->object = strtoull((const char *)at + sizeof reference - 1, NULL, 10);
        if (handle == 0) return;
        char answer[64];
        uint8_t *to = pack_invocation(out + 5, NULL, "EndInvokeJSFromDotNet", 3);
        to = pack_uint(to, handle);
        *to++ = 0xC3;
        to = pack_text(to, answer, (size_t)sprintf(answer, "[%lu,true,null]", handle));
        *to++ = 0x90;
        send_hub(c, to);
    } else if (IS("JS.EndUpdateRootComponents")) {
        if (c->handler == 0 || c->object == 0) fail(c, "no handler of oninput came with the page");
        else c->ready = true;
    } else if (IS("JS.EndInvokeDotNet")) {
        pack_bytes(p, &length);
        if (pack_big(p, 1) != 0xC3) fail(c, "the event was not handled");
    } else if (IS("JS.Error")) {
        const uint8_t *what = pack_bytes(p, &length);
        char why[200];
        snprintf(why, sizeof why, "JS.Error: %.*s", (int)length, (const char *)what);
        fail(c, why);
    }
#undef IS
}

static void blazor_message(Client *c, const uint8_t *data, size_t length)
{
    if (!c->greeted) {   // the answer to SignalR's handshake, which is JSON
        const uint8_t *end = memchr(data, 0x1E, length);
        if (!end || end - data != 2) { fail(c, "SignalR's handshake failed"); return; }
        c->greeted = true;
        length -= (size_t)(end + 1 - data);
        data = end + 1;
    }
    while (length > 0 && c->open) {
        size_t size = 0, head = 0;
        for (int shift = 0; head < length && head < 5; shift += 7) {
            size |= (size_t)(data[head] & 127) << shift;
            if (data[head++] < 128) break;
        }
        if (length - head < size) { fail(c, "a hub message is longer than its WebSocket message"); return; }
        Pack p = { data + head, data + head + size, false };
        pack_array(&p);
        uint64_t type = pack_number(&p);
        size_t textLength;
        if (type == 1) {
            pack_big(&p, 1);             // headers: an empty map
            pack_bytes(&p, &textLength); // no id
            const uint8_t *target = pack_bytes(&p, &textLength);
            pack_array(&p);
            if (!p.bad) blazor_invocation(c, target, textLength, &p);
        } else if (type == 3) {
            pack_big(&p, 1);
            pack_bytes(&p, &textLength);
            if (pack_number(&p) == 1) fail(c, "the circuit could not be started");
            else blazor_attach(c);
        } else if (type == 7) {
            fail(c, "the server closed the hub's connection");
        }
        if (p.bad) { fail(c, "a hub message that this client cannot read"); return; }
        data += head + size;
        length -= head + size;
    }
}

static void message(Client *c, int opcode, const uint8_t *data, size_t length)
{
    if (opcode == WS_PING) { send_message(c, WS_PONG, data, length); return; }
    if (opcode == WS_PONG) return;
    if (opcode == WS_CLOSE) { fail(c, "the server closed the WebSocket"); return; }
    if (measureFrom != UINT64_MAX && c->waiting) { uint64_t now = c->sentAt; if (now >= measureFrom && now < measureTo) bytesDown += length; }
    if (length == 0) return;
    if (options.kind == Live) live_message(c, data, length);
    else if (options.kind == Blazor) blazor_message(c, data, length);
    else look_for_token(c, data, length);
}

#endif
