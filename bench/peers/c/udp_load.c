// BEP 15 load on one thread and one epoll: N connected sockets, M requests in flight on each. Closed model by default: an answer frees its place for the next
// request. With --rate all together follow one fixed schedule, and response time counts from when a request was due; one that finds no free place is dropped.
// Each socket gets its connection id first and a new one every minute. Before it measures it announces every peer of every hash once (--fill 0 leaves that out).
#define _GNU_SOURCE
#include "histogram.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MaxWindow = 256, RequestSize = 128 + 20 * 74, AnswerSize = 2048, Batch = 64, Connect = 0, Announce = 1, Scrape = 2, Error = 3 };
static const uint64_t Second = 1000000000u, Renew = 60 * 1000000000ull, LostAfter = 1000000000u;

typedef struct {
    uint64_t due;
    uint32_t transaction;
    uint8_t action, busy;
} Place;

typedef struct {
    int fd;
    uint8_t id[8];
    uint64_t idSince;           // 0: it has none yet
    int connecting, free;
    uint8_t freePlaces[MaxWindow];
    Place places[MaxWindow];
} Socket;

static struct {
    const char *address;
    int port, sockets, window, hashes, peers, wanted, perScrape, fill, mix[3];
    double seconds, warmup, rate;
} options = { .address = "127.0.0.1", .sockets = 16, .window = 8, .hashes = 10000, .peers = 50, .wanted = 50, .perScrape = 10, .fill = 1, .mix = { 5, 80, 15 },
    .seconds = 5, .warmup = 1 };

static Socket *sockets;
static Histogram histogram;
static uint8_t (*hashes)[20];
static uint64_t counts[3], answeredPeers, errors, lost, dropped, late, begun, fillNext, fillEnd, measureFrom = UINT64_MAX, measureTo = UINT64_MAX, randomState;
static size_t peerSize = 6;
static int epoll, connected, asked;
static char firstError[64];

static struct mmsghdr in[Batch], out[MaxWindow];
static struct iovec inVectors[Batch], outVectors[MaxWindow];
static uint8_t answers[Batch][AnswerSize + 64], requests[MaxWindow][RequestSize + 64];

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * Second + (uint64_t)t.tv_nsec;
}

static void die(const char *what) { fprintf(stderr, "udp_load: %s: %s\n", what, strerror(errno)); exit(1); }

static uint32_t next_random(uint32_t below)   // xorshift64
{
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    randomState ^= randomState << 17;
    return (uint32_t)((randomState >> 32) * below >> 32);
}

static uint32_t read32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return ntohl(v); }
static void write32(uint8_t *p, uint32_t v) { v = htonl(v); memcpy(p, &v, 4); }

// The same in every run, so that a tracker with an allow-list can be told of them (--print-hashes).
static void make_hashes(void)
{
    hashes = calloc((size_t)options.hashes, sizeof *hashes);
    if (!hashes) die("calloc");
    uint64_t state = 0x9E3779B97F4A7C15u;
    for (int i = 0; i < options.hashes; i++)
        for (int at = 0; at < 20; at += 4) {   // splitmix64
            uint64_t z = state += 0x9E3779B97F4A7C15u;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
            write32(hashes[i] + at, (uint32_t)((z ^ (z >> 31)) >> 32));
        }
}

static size_t write_announce(uint8_t *to, uint32_t hash, uint32_t peer, uint32_t event)
{
    memset(to + 16, 0, 82);
    memcpy(to + 16, hashes[hash], 20);
    memcpy(to + 36, "-ML0001-", 8);
    write32(to + 44, hash);
    write32(to + 48, peer);
    write32(to + 68, peer % 5 == 0 ? 0 : 1 << 20);   // left: every fifth is a seeder
    write32(to + 80, event);
    write32(to + 88, peer);
    write32(to + 92, (uint32_t)options.wanted);
    uint16_t port = htons((uint16_t)(10000 + peer));
    memcpy(to + 96, &port, 2);
    return 98;
}

// Writes the next request of a socket into place n of what goes out.
static void add_request(Socket *s, int n, uint64_t now, uint64_t due)
{
    int index = s->freePlaces[--s->free];
    Place *place = &s->places[index];
    uint8_t *to = requests[n];
    size_t length = 16;
    uint32_t dice = next_random(100);
    place->action = dice < (uint32_t)options.mix[Announce] ? Announce : dice < (uint32_t)(options.mix[Announce] + options.mix[Scrape]) ? Scrape : Connect;
    if (fillNext < fillEnd) place->action = Announce;
    if ((s->idSince == 0 || now - s->idSince > Renew) && !s->connecting) place->action = Connect;
    place->transaction = (place->transaction & ~(uint32_t)(MaxWindow - 1)) + MaxWindow + (uint32_t)index;
    place->due = due;
    place->busy = 1;
    if (place->action == Connect) {
        s->connecting = 1;
        write32(to, 0x417);
        write32(to + 4, 0x27101980);
    } else {
        memcpy(to, s->id, 8);
    }
    write32(to + 8, place->action);
    write32(to + 12, place->transaction);
    if (place->action == Scrape) {
        for (int i = 0; i < options.perScrape; i++, length += 20) memcpy(to + length, hashes[next_random((uint32_t)options.hashes)], 20);
    } else if (place->action == Announce && fillNext < fillEnd) {
        length = write_announce(to, (uint32_t)(fillNext / (uint64_t)options.peers), (uint32_t)(fillNext % (uint64_t)options.peers), 2);
        fillNext++;
    } else if (place->action == Announce) {
        length = write_announce(to, next_random((uint32_t)options.hashes), next_random((uint32_t)options.peers), 0);
    }
    outVectors[n].iov_len = length;
}

static void send_requests(Socket *s, int count)
{
    for (int sent = 0, tries = 0; sent < count;) {
        int n = sendmmsg(s->fd, out + sent, (unsigned)(count - sent), MSG_DONTWAIT);
        if (n > 0) { sent += n; tries = 0; continue; }
        if (errno == ECONNREFUSED && tries++ < 3) continue;   // of an earlier datagram
        sent++;   // found to be lost later
        tries = 0;
    }
}

static void refill(Socket *s, uint64_t now)
{
    if (s->idSince == 0 && s->connecting) return;
    int n = 0, most = s->idSince == 0 ? 1 : s->free;
    while (n < most) add_request(s, n++, now, now);
    if (n > 0) send_requests(s, n);
}

static int is_answer(const Place *place, const uint8_t *bytes, size_t length)
{
    if (read32(bytes) != place->action) return 0;
    switch (place->action) {
    case Connect: return length == 16;
    case Announce: return length >= 20 && (length - 20) % peerSize == 0;
    default: return length == 8 + 12 * (size_t)options.perScrape;
    }
}

static void take(Socket *s, const uint8_t *bytes, size_t length, uint64_t now)
{
    uint32_t transaction = length >= 8 ? read32(bytes + 4) : 0;
    uint32_t index = transaction & (MaxWindow - 1);
    Place *place = &s->places[index];
    if (length < 8 || index >= (uint32_t)options.window || !place->busy || place->transaction != transaction) { late++; return; }
    place->busy = 0;
    s->freePlaces[s->free++] = (uint8_t)index;
    if (place->action == Connect) s->connecting = 0;
    if (!is_answer(place, bytes, length)) {
        if (errors++ == 0) snprintf(firstError, sizeof firstError, "%.*s", read32(bytes) == Error ? (int)(length - 8) : 0, bytes + 8);
        return;
    }
    if (place->action == Connect) {
        if (s->idSince == 0) connected++;
        s->idSince = now;
        memcpy(s->id, bytes + 8, 8);
    }
    if (now < measureFrom || now >= measureTo) return;
    counts[place->action]++;
    if (place->action == Announce) answeredPeers += (length - 20) / peerSize;
    histogram_record(&histogram, (now - place->due) / 1000);
}

static void receive(Socket *s)
{
    int n = recvmmsg(s->fd, in, Batch, MSG_DONTWAIT, NULL);
    uint64_t now = now_ns();
    for (int i = 0; i < n; i++) take(s, answers[i], in[i].msg_len, now);
    if (options.rate == 0 || now < begun) refill(s, now);
}

static void forget_lost(uint64_t now)
{
    for (int i = 0; i < options.sockets; i++) {
        Socket *s = &sockets[i];
        for (int k = 0; k < options.window; k++) {
            Place *place = &s->places[k];
            if (!place->busy || now < place->due + LostAfter) continue;
            place->busy = 0;
            s->freePlaces[s->free++] = (uint8_t)k;
            if (place->action == Connect) s->connecting = 0;
            if (now >= measureFrom) lost++;
        }
        if (options.rate == 0 || now < begun) refill(s, now);
    }
}

// Handles what is ready, waiting until the given time at most.
static void turn(uint64_t until)
{
    static uint64_t nextLook;
    struct epoll_event events[256];
    uint64_t now = now_ns(), left = until > now ? until - now : 0;
    if (left > Second / 10) left = Second / 10;
    struct timespec timeout = { .tv_sec = 0, .tv_nsec = (long)left };
    int n = epoll_pwait2(epoll, events, 256, &timeout, NULL);
    for (int i = 0; i < n; i++) receive(events[i].data.ptr);
    now = now_ns();
    if (now >= nextLook) {
        forget_lost(now);
        nextLook = now + Second / 10;
    }
}

static void run_paced(void)
{
    double interval = 1e9 / options.rate;
    for (uint64_t n = 0;;) {
        uint64_t now = now_ns();
        if (now >= measureTo) return;
        uint64_t due;
        while ((due = begun + (uint64_t)((double)n * interval)) <= now) {
            Socket *s = &sockets[n++ % (uint64_t)options.sockets];
            if (s->free == 0) { dropped += due >= measureFrom; continue; }
            add_request(s, 0, now, due);
            send_requests(s, 1);
        }
        turn(due);
    }
}

static void open_sockets(void)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)options.port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port) };
    int isSix = inet_pton(AF_INET6, options.address, &six.sin6_addr) == 1;
    if (!isSix && inet_pton(AF_INET, options.address, &four.sin_addr) != 1) { fprintf(stderr, "udp_load: --address must be an IPv4 or IPv6 address\n"); exit(2); }
    if (isSix) peerSize = 18;
    sockets = calloc((size_t)options.sockets, sizeof *sockets);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!sockets || epoll < 0) die("starting");
    for (int i = 0; i < options.sockets; i++) {
        Socket *s = &sockets[i];
        int room = 1 << 20;
        s->fd = socket(isSix ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        if (s->fd < 0 || connect(s->fd, isSix ? (struct sockaddr *)&six : (struct sockaddr *)&four, isSix ? sizeof six : sizeof four) != 0) die("opening a socket");
        for (int k = options.window - 1; k >= 0; k--) s->freePlaces[s->free++] = (uint8_t)k;
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = s };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &e) != 0) die("epoll_ctl");
    }
}

static int parse_mix(const char *text)   // announces,scrapes,connects
{
    return sscanf(text, "%d,%d,%d", &options.mix[Announce], &options.mix[Scrape], &options.mix[Connect]) == 3
        && options.mix[0] >= 0 && options.mix[1] >= 0 && options.mix[2] >= 0 && options.mix[0] + options.mix[1] + options.mix[2] == 100;
}

static void parse(int count, char **arguments)
{
    int mixed = 1;
    for (int i = 1; i < count; i += 2) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        if (strcmp(name, "--address") == 0) options.address = value;
        else if (strcmp(name, "--port") == 0) options.port = atoi(value);
        else if (strcmp(name, "--sockets") == 0) options.sockets = atoi(value);
        else if (strcmp(name, "--window") == 0) options.window = atoi(value);
        else if (strcmp(name, "--hashes") == 0) options.hashes = atoi(value);
        else if (strcmp(name, "--peers") == 0) options.peers = atoi(value);
        else if (strcmp(name, "--numwant") == 0) options.wanted = atoi(value);
        else if (strcmp(name, "--scrape-hashes") == 0) options.perScrape = atoi(value);
        else if (strcmp(name, "--fill") == 0) options.fill = atoi(value);
        else if (strcmp(name, "--mix") == 0) mixed = parse_mix(value);
        else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
        else if (strcmp(name, "--warmup") == 0) options.warmup = atof(value);
        else if (strcmp(name, "--rate") == 0) options.rate = atof(value);
        else if (strcmp(name, "--print-hashes") == 0) { options.hashes = atoi(value); asked = 1; }
        else { fprintf(stderr, "udp_load: unknown option '%s'\n", name); exit(2); }
    }
    const char *wrong = !asked && (options.port < 1 || options.port > 65535) ? "--port must be 1..65535"
        : options.sockets < 1 || options.sockets > 10000 ? "--sockets must be 1..10000"
        : options.window < 1 || options.window > MaxWindow ? "--window must be 1..256"
        : options.hashes < 1 || options.hashes > 10000000 ? "--hashes must be 1..10000000"
        : options.peers < 1 || options.peers > 50000 ? "--peers must be 1..50000 (they differ by port)"
        : options.perScrape < 1 || options.perScrape > 70 ? "--scrape-hashes must be 1..70"
        : !mixed ? "--mix must be three percentages that make 100: announces,scrapes,connects"
        : options.seconds <= 0 || options.seconds > 600 || options.warmup < 0 || options.warmup > 600 ? "--seconds and --warmup must be within 600"
        : options.rate < 0 ? "--rate must be requests per second of all sockets, 0 for the closed model" : NULL;
    if (wrong) { fprintf(stderr, "udp_load: %s\n", wrong); exit(2); }
}

int main(int count, char **arguments)
{
    parse(count, arguments);
    make_hashes();
    if (asked) {
        for (int i = 0; i < options.hashes; i++) {
            for (int at = 0; at < 20; at++) printf("%02x", hashes[i][at]);
            putchar('\n');
        }
        return 0;
    }
    if (getrandom(&randomState, sizeof randomState, 0) != sizeof randomState) die("getrandom");
    randomState |= 1;
    prctl(PR_SET_TIMERSLACK, 1);
    for (int i = 0; i < Batch; i++) {
        inVectors[i] = (struct iovec){ .iov_base = answers[i], .iov_len = AnswerSize };
        in[i].msg_hdr = (struct msghdr){ .msg_iov = &inVectors[i], .msg_iovlen = 1 };
    }
    for (int i = 0; i < MaxWindow; i++) {
        outVectors[i].iov_base = requests[i];
        out[i].msg_hdr = (struct msghdr){ .msg_iov = &outVectors[i], .msg_iovlen = 1 };
    }
    open_sockets();

    begun = UINT64_MAX;   // until then every answer is followed by the next request, whatever the model
    uint64_t start = now_ns(), patience = start + 10 * Second;
    for (int i = 0; i < options.sockets; i++) refill(&sockets[i], start);
    fillEnd = options.fill ? (uint64_t)options.hashes * (uint64_t)options.peers : 0;
    while (connected < options.sockets || fillNext < fillEnd) {
        turn(UINT64_MAX);
        if (connected < options.sockets && now_ns() > patience) {
            fprintf(stderr, "udp_load: %d of %d sockets got a connection id from %s port %d within 10 s\n", connected, options.sockets, options.address, options.port);
            return 1;
        }
        if (now_ns() > start + 120 * Second) { fprintf(stderr, "udp_load: only %lu of %lu peers were announced within 120 s\n", fillNext, fillEnd); return 1; }
    }

    double prepared = (double)(now_ns() - start) / 1e9;
    errors = late = 0;
    begun = now_ns();
    measureFrom = begun + (uint64_t)(options.warmup * 1e9);
    measureTo = measureFrom + (uint64_t)(options.seconds * 1e9);
    if (options.rate > 0) run_paced();
    else while (now_ns() < measureTo) turn(measureTo);

    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    if (errors > 0) fprintf(stderr, "udp_load: the first answer that was none said '%s'\n", firstError);
    printf("{\"peer\":\"c\",\"sockets\":%d,\"window\":%d,\"rate\":%.10g,\"seconds\":%g,\"responses\":%lu,\"perSecond\":%.1f,\"connects\":%lu,\"announces\":%lu,"
        "\"scrapes\":%lu,\"peersPerAnnounce\":%.1f,\"p50us\":%lu,\"p99us\":%lu,\"p999us\":%lu,\"maxus\":%lu,\"errors\":%lu,\"lost\":%lu,\"late\":%lu,\"dropped\":%lu,"
        "\"fillSeconds\":%.3f,\"cpuSeconds\":%.2f}\n",
        options.sockets, options.window, options.rate, options.seconds, histogram.count, (double)histogram.count / options.seconds, counts[Connect], counts[Announce],
        counts[Scrape], counts[Announce] ? (double)answeredPeers / (double)counts[Announce] : 0, histogram_percentile(&histogram, 50),
        histogram_percentile(&histogram, 99), histogram_percentile(&histogram, 99.9), histogram.max, errors, lost, late, dropped, prepared, cpu);
    return 0;
}
