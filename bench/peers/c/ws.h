// What the C echo server and the C load client share: the opening handshake (RFC 6455 section 4) with its own SHA-1
// (RFC 3174) and base64 (RFC 4648), the XOR masking of section 5.3, and a clock. Header only, so each program is one compile.
#ifndef MILLRACE_PEERS_WS_H
#define MILLRACE_PEERS_WS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <time.h>

enum { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

static inline uint32_t ws_rotl(uint32_t x, int n) { return (x << n) | (x >> (32 - n)); }

static void ws_sha1_block(uint32_t h[5], const uint8_t *block)
{
    uint32_t w[80];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = ws_rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
        uint32_t f, k;
        if (i < 20) { f = (b & c) | (~b & d); k = 0x5A827999; }
        else if (i < 40) { f = b ^ c ^ d; k = 0x6ED9EBA1; }
        else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8F1BBCDC; }
        else { f = b ^ c ^ d; k = 0xCA62C1D6; }
        uint32_t t = ws_rotl(a, 5) + f + e + k + w[i];
        e = d; d = c; c = ws_rotl(b, 30); b = a; a = t;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e;
}

static void ws_sha1(const uint8_t *data, size_t length, uint8_t digest[20])
{
    uint32_t h[5] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 };
    uint8_t tail[128] = { 0 };
    size_t whole = length / 64 * 64, rest = length - whole;
    for (size_t i = 0; i < whole; i += 64)
        ws_sha1_block(h, data + i);
    memcpy(tail, data + whole, rest);
    tail[rest] = 0x80;
    size_t padded = rest < 56 ? 64 : 128;
    for (int i = 0; i < 8; i++)
        tail[padded - 1 - i] = (uint8_t)((uint64_t)length * 8 >> (8 * i));
    for (size_t i = 0; i < padded; i += 64)
        ws_sha1_block(h, tail + i);
    for (int i = 0; i < 20; i++)
        digest[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

// Writes the padded base64 of data and a final NUL; out needs 4 * ceil(length / 3) + 1 bytes.
static void ws_base64(const uint8_t *data, size_t length, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t v = (uint32_t)data[i] << 16;
        if (i + 1 < length) v |= (uint32_t)data[i + 1] << 8;
        if (i + 2 < length) v |= data[i + 2];
        *out++ = digits[v >> 18];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < length ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < length ? digits[v & 63] : '=';
    }
    *out = 0;
}

// The Sec-WebSocket-Accept value for a key of keyLength (at most 64) characters.
static inline void ws_accept(const char *key, size_t keyLength, char accept[29])
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint8_t text[128], digest[20];
    memcpy(text, key, keyLength);
    memcpy(text + keyLength, magic, sizeof magic - 1);
    ws_sha1(text, keyLength + sizeof magic - 1, digest);
    ws_base64(digest, sizeof digest, accept);
}

// Finds a header in a NUL-terminated head that ends in an empty line; the value is trimmed of blanks. Returns NULL if absent.
static inline const char *ws_header(const char *head, const char *name, size_t *length)
{
    size_t nameLength = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, nameLength) != 0 || line[2 + nameLength] != ':')
            continue;
        const char *value = line + 3 + nameLength;
        value += strspn(value, " \t");
        size_t n = strcspn(value, "\r");
        while (n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t'))
            n--;
        *length = n;
        return value;
    }
    return NULL;
}

// to[i] = from[i] ^ mask[i % 4]. The ranges may overlap when to <= from, because every word is read before it is written.
static inline void ws_mask(uint8_t *to, const uint8_t *from, size_t length, uint32_t mask)
{
    uint64_t wide = (uint64_t)mask << 32 | mask, word;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&word, from + i, 8);
        word ^= wide;
        memcpy(to + i, &word, 8);
    }
    for (; i < length; i++)
        to[i] = from[i] ^ (uint8_t)(mask >> (8 * (i % 4)));
}

static inline uint64_t ws_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline void ws_raise_descriptor_limit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

__attribute__((noreturn)) static void ws_die(const char *what)
{
    perror(what);
    exit(1);
}

#endif
