// UDP tracker that keeps nothing: the floor that every tracker is measured against. One thread, one blocking recvmmsg for whatever has come in, one
// sendmmsg for its answers. Answers of BEP 15 have the right sizes and transaction ids; peers and counts are made up, and no id is verified.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { Batch = 64, RequestSize = 2048, AnswerSize = 2048, MostPeers = 74, MostHashes = 74, Connect = 0, Announce = 1, Scrape = 2 };

static struct mmsghdr in[Batch], out[Batch];
static struct iovec inVectors[Batch], outVectors[Batch];
static struct sockaddr_in6 addresses[Batch];
static uint8_t requests[Batch][RequestSize + 64], answers[Batch][AnswerSize + 64];   // 64 more: beginnings spread over the sets of the cache

static uint32_t read32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return ntohl(v); }
static void write32(uint8_t *p, uint32_t v) { v = htonl(v); memcpy(p, &v, 4); }

// The length of the answer, 0 for none.
static size_t answer(const uint8_t *request, size_t length, uint8_t *to, size_t peerSize, uint32_t peers)
{
    if (length < 16) return 0;
    uint32_t action = read32(request + 8);
    memcpy(to + 4, request + 12, 4);
    write32(to, action);
    if (action == Connect) {
        memcpy(to + 8, "floor id", 8);
        return 16;
    }
    if (action == Announce && length >= 98) {
        uint32_t wanted = read32(request + 92);
        if (wanted == 0 || wanted > peers) wanted = peers;
        write32(to + 8, 1800);
        write32(to + 12, peers);
        write32(to + 16, 1);
        memset(to + 20, 0x7F, wanted * peerSize);
        return 20 + wanted * peerSize;
    }
    if (action == Scrape && length >= 36) {
        size_t hashes = (length - 16) / 20;
        if (hashes > MostHashes) hashes = MostHashes;
        memset(to + 8, 0, hashes * 12);
        return 8 + hashes * 12;
    }
    return 0;
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    int port = 0, six = 0, peers = 50;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--port") == 0 && i + 1 < count) port = atoi(arguments[++i]);
        else if (strcmp(arguments[i], "--peers") == 0 && i + 1 < count) peers = atoi(arguments[++i]);
        else if (strcmp(arguments[i], "--ipv6") == 0) six = 1;
        else { fprintf(stderr, "udp_floor: unknown argument '%s'; usage: udp_floor [--port N] [--peers N] [--ipv6]\n", arguments[i]); return 2; }
    }
    if (port < 0 || port > 65535 || peers < 1 || peers > MostPeers) { fprintf(stderr, "udp_floor: --port must be 0..65535, --peers 1..%d\n", MostPeers); return 2; }
    signal(SIGTERM, stop);
    signal(SIGINT, stop);

    int fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), room = 4 << 20;
    struct sockaddr_in6 bound = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    if (!six) {
        struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        memcpy(&bound, &four, sizeof four);
    }
    socklen_t length = six ? sizeof bound : sizeof(struct sockaddr_in);
    if (fd < 0) { perror("udp_floor: socket"); return 1; }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (bind(fd, (struct sockaddr *)&bound, length) != 0) { perror("udp_floor: bind"); return 1; }
    getsockname(fd, (struct sockaddr *)&bound, &length);
    printf("ready %d\n", ntohs(bound.sin6_port));
    fflush(stdout);

    for (int i = 0; i < Batch; i++) {
        inVectors[i] = (struct iovec){ .iov_base = requests[i], .iov_len = RequestSize };
        in[i].msg_hdr = (struct msghdr){ .msg_name = &addresses[i], .msg_iov = &inVectors[i], .msg_iovlen = 1 };
        outVectors[i].iov_base = answers[i];
        out[i].msg_hdr = (struct msghdr){ .msg_iov = &outVectors[i], .msg_iovlen = 1 };
    }
    for (;;) {
        for (int i = 0; i < Batch; i++) in[i].msg_hdr.msg_namelen = sizeof addresses[i];
        int n = recvmmsg(fd, in, Batch, MSG_WAITFORONE, NULL);
        if (n < 0) {
            if (errno == EINTR) continue;
            perror("udp_floor: recvmmsg");
            return 1;
        }
        int replies = 0;
        for (int i = 0; i < n; i++) {
            size_t size = answer(requests[i], in[i].msg_len, answers[replies], six ? 18 : 6, (uint32_t)peers);
            if (size == 0) continue;
            outVectors[replies].iov_len = size;
            out[replies].msg_hdr.msg_name = &addresses[i];
            out[replies].msg_hdr.msg_namelen = in[i].msg_hdr.msg_namelen;
            replies++;
        }
        for (int sent = 0; sent < replies;) {
            int k = sendmmsg(fd, out + sent, (unsigned)(replies - sent), 0);
            sent += k > 0 ? k : 1;   // what can not be sent is lost, as datagrams are
        }
    }
}
