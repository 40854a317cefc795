// Seeded garbage for a UDP tracker, as a stranger sends it: random bytes of every length, requests that are cut off, wrong magic numbers, unknown actions, forged connection
// ids. Paced, from 16 sockets, and it counts what comes back, in datagrams and bytes: a tracker must not send more to a stranger than the stranger sent.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { Sockets = 16, Batch = 64, Longest = 256, AnswerSize = 2048 };

static uint64_t state;
static struct mmsghdr out[Batch], in[Batch];
static struct iovec outVectors[Batch], inVectors[Batch];
static uint8_t datagrams[Batch][Longest], answers[Batch][AnswerSize];

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static size_t make(uint8_t *to)
{
    static const uint8_t magic[8] = { 0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80 };
    for (size_t i = 0; i < Longest; i += 8) {
        uint64_t word = next_random();
        memcpy(to + i, &word, 8);
    }
    uint64_t dice = next_random();
    size_t any = (size_t)(dice >> 8) % (Longest + 1);
    switch (dice % 4) {
    case 0: return any;                                            // random bytes
    case 1:                                                        // a connect that is cut off, or has one bit wrong
        memcpy(to, magic, 8);
        memset(to + 8, 0, 4);
        if (dice & 16) { to[(dice >> 20) % 8] ^= (uint8_t)(1 << (dice >> 24) % 8); return 16; }
        return any % 16;
    case 2:                                                        // an announce or scrape under an id that nobody gave, of any length
        memset(to + 8, 0, 4);
        to[11] = (uint8_t)(1 + (dice >> 20) % 2);
        return dice & 16 ? 98 : any;
    default:                                                       // an action that does not exist
        return 16 + any % 84;
    }
}

int main(int count, char **words)
{
    int port = 0;
    uint64_t wanted = 10000000, rate = 50000, seed = 1;
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--port") == 0) port = atoi(words[i + 1]);
        else if (strcmp(words[i], "--count") == 0) wanted = strtoull(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--rate") == 0) rate = strtoull(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--seed") == 0) seed = strtoull(words[i + 1], NULL, 10);
        else { fprintf(stderr, "udp_garbage: unknown option '%s'\n", words[i]); return 2; }
    }
    if (port < 1 || port > 65535 || rate < 1 || wanted < 1) {
        fprintf(stderr, "usage: udp_garbage --port P [--count 10000000] [--rate 50000] [--seed 1]\n");
        return 2;
    }
    state = seed * 0x9E3779B97F4A7C15u + 1;

    int fds[Sockets];
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    for (int i = 0; i < Sockets; i++) {
        fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        if (fds[i] < 0 || connect(fds[i], (struct sockaddr *)&to, sizeof to) != 0) { perror("udp_garbage"); return 1; }
    }
    for (int i = 0; i < Batch; i++) {
        outVectors[i].iov_base = datagrams[i];
        inVectors[i] = (struct iovec){ answers[i], AnswerSize };
        out[i].msg_hdr = (struct msghdr){ .msg_iov = &outVectors[i], .msg_iovlen = 1 };
        in[i].msg_hdr = (struct msghdr){ .msg_iov = &inVectors[i], .msg_iovlen = 1 };
    }

    uint64_t begun = now_ns(), sent = 0, sentBytes = 0, unsent = 0, got = 0, gotBytes = 0;
    for (uint64_t turn = 0; sent + unsent < wanted; turn++) {
        uint64_t due = begun + (sent + unsent) * 1000000000u / rate, now = now_ns();
        if (due > now) {
            struct timespec pause = { .tv_nsec = (long)(due - now < 900000000u ? due - now : 900000000u) };
            nanosleep(&pause, NULL);
        }
        int fd = fds[turn % Sockets], n = 0;
        for (; n < Batch && sent + unsent + (uint64_t)n < wanted; n++) outVectors[n].iov_len = make(datagrams[n]);
        int gone = sendmmsg(fd, out, (unsigned)n, 0);
        gone = gone < 0 ? 0 : gone;
        sent += (uint64_t)gone;
        unsent += (uint64_t)(n - gone);
        for (int i = 0; i < gone; i++) sentBytes += outVectors[i].iov_len;
        for (int k; (k = recvmmsg(fd, in, Batch, MSG_DONTWAIT, NULL)) > 0;) {
            got += (uint64_t)k;
            for (int i = 0; i < k; i++) gotBytes += in[i].msg_len;
        }
    }
    printf("{\"sent\":%llu,\"unsent\":%llu,\"sentBytes\":%llu,\"answers\":%llu,\"answerBytes\":%llu,\"seconds\":%.1f}\n", (unsigned long long)sent, (unsigned long long)unsent,
        (unsigned long long)sentBytes, (unsigned long long)got, (unsigned long long)gotBytes, (double)(now_ns() - begun) / 1e9);
    return 0;
}
