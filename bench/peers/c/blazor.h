// As much of Blazor Server's protocol as a client needs that loads one page and raises one kind of event: MessagePack in SignalR's hub messages ("blazorpack"), and the
// binary render batch, in which it looks for the handler of oninput. Written after the public sources of ASP.NET Core.
#ifndef MILLRACE_PEERS_BLAZOR_H
#define MILLRACE_PEERS_BLAZOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Reading MessagePack. After something that does not fit, `bad` is set and zeros come.
typedef struct { const uint8_t *at, *end; bool bad; } Pack;

static uint64_t pack_big(Pack *p, int bytes)
{
    uint64_t value = 0;
    if (p->end - p->at < bytes) { p->bad = true; return 0; }
    while (bytes-- > 0) value = value << 8 | *p->at++;
    return value;
}

static uint64_t pack_number(Pack *p)
{
    uint8_t kind = (uint8_t)pack_big(p, 1);
    if (kind < 0x80 || kind >= 0xE0) return kind;
    if (kind >= 0xCC && kind <= 0xCF) return pack_big(p, 1 << (kind - 0xCC));
    if (kind >= 0xD0 && kind <= 0xD3) return pack_big(p, 1 << (kind - 0xD0));
    p->bad = true;
    return 0;
}

// A string or binary; nil is an empty one.
static const uint8_t *pack_bytes(Pack *p, size_t *length)
{
    uint8_t kind = (uint8_t)pack_big(p, 1);
    if (kind >= 0xA0 && kind < 0xC0) *length = kind & 31u;
    else if (kind == 0xC4 || kind == 0xD9) *length = pack_big(p, 1);
    else if (kind == 0xC5 || kind == 0xDA) *length = pack_big(p, 2);
    else if (kind == 0xC6 || kind == 0xDB) *length = pack_big(p, 4);
    else { p->bad = p->bad || kind != 0xC0; *length = 0; }
    if ((size_t)(p->end - p->at) < *length) { p->bad = true; *length = 0; }
    const uint8_t *bytes = p->at;
    p->at += *length;
    return bytes;
}

static size_t pack_array(Pack *p)
{
    uint8_t kind = (uint8_t)pack_big(p, 1);
    if ((kind & 0xF0) == 0x90) return kind & 15u;
    if (kind == 0xDC) return pack_big(p, 2);
    p->bad = true;
    return 0;
}

// Writing it.
static uint8_t *pack_text(uint8_t *to, const char *text, size_t length)
{
    if (length < 32) *to++ = (uint8_t)(0xA0 | length);
    else if (length < 65536) { *to++ = 0xDA; *to++ = (uint8_t)(length >> 8); *to++ = (uint8_t)length; }
    else { *to++ = 0xDB; for (int i = 24; i >= 0; i -= 8) *to++ = (uint8_t)(length >> i); }
    memcpy(to, text, length);
    return to + length;
}

static uint8_t *pack_uint(uint8_t *to, uint64_t value)
{
    if (value < 128) { *to++ = (uint8_t)value; return to; }
    *to++ = 0xCF;
    for (int i = 56; i >= 0; i -= 8) *to++ = (uint8_t)(value >> i);
    return to;
}

// The head of an invocation without an answer (or with one, where id is not NULL) of so many arguments.
static uint8_t *pack_invocation(uint8_t *to, const char *id, const char *target, int arguments)
{
    *to++ = 0x96;                                   // type, headers, id, target, arguments, streams
    *to++ = 1;
    *to++ = 0x80;
    if (id) to = pack_text(to, id, strlen(id)); else *to++ = 0xC0;
    to = pack_text(to, target, strlen(target));
    *to++ = (uint8_t)(0x90 | arguments);
    return to;
}

// Puts the length before a hub message that begins five bytes into a buffer, and says where it begins now.
static uint8_t *pack_frame(uint8_t *message, size_t length, size_t *whole)
{
    uint8_t head[5];
    int size = 0;
    for (size_t left = length; size == 0 || left > 0; left >>= 7) head[size++] = (uint8_t)((left & 127) | (left > 127 ? 128 : 0));
    memcpy(message - size, head, (size_t)size);
    *whole = length + (size_t)size;
    return message - size;
}

static uint32_t batch_int(const uint8_t *batch, size_t length, size_t at)
{
    uint32_t value = 0;
    if (at + 4 <= length) memcpy(&value, batch + at, 4);
    return value;
}

// Looks through a render batch for an attribute `oninput` with a handler. Says its number and the component that rendered it; false where there is none.
static bool batch_handler(const uint8_t *batch, size_t length, uint64_t *handler, uint32_t *component)
{
    if (length < 20) return false;
    uint32_t updated = batch_int(batch, length, length - 20), frames = batch_int(batch, length, length - 16), strings = batch_int(batch, length, length - 4);
    uint32_t count = batch_int(batch, length, frames), components = batch_int(batch, length, updated);
    for (uint32_t i = 0; i < count && frames + 4 + (uint64_t)i * 20 + 20 <= length; i++) {
        size_t frame = frames + 4 + (size_t)i * 20;
        if (batch_int(batch, length, frame) != 3) continue;   // an attribute: name, value, handler
        uint32_t text = batch_int(batch, length, strings + 4 * (size_t)batch_int(batch, length, frame + 4));
        if ((uint64_t)text + 8 > length || memcmp(batch + text, "\7oninput", 8) != 0) continue;
        memcpy(handler, batch + frame + 12, 8);
        *component = components == 0 ? 0 : batch_int(batch, length, batch_int(batch, length, updated + 4 * (size_t)components));
        return *handler != 0;
    }
    return false;
}

#endif
