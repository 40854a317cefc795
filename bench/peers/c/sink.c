// Drives a room and proves what it did: N members on one path, of which the first publishes. Every server under test sends each message
// to all members, the publisher too. Closed model by default: --window messages are in flight, and the next is published when the last
// member has received the oldest. With --rate messages follow a fixed schedule and their times count from when they were due.
// Each member must get every message exactly once and in order: what is missing, doubled or changed is counted. --slow N adds members
// that never read (small receive buffers); nothing is expected of them. One thread, one epoll, one recv per readable event.
#define _GNU_SOURCE
#include "histogram.h"
#include "ws_client.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MaxPayload = 65535, MinPayload = 16, Ring = 1 << 16, ConnectAtOnce = 128, ReadSize = 256 * 1024, Keep = MaxPayload + 16 };
enum State { Closed, Connecting, Upgrading, Open };
static const uint64_t Second = 1000000000u, StallLimit = 10 * 1000000000ull;

typedef struct {
    int fd;
    enum State state;
    uint8_t slow;
    uint32_t inLength, inRoom;
    uint8_t *in;                  // an incomplete head or frame
    uint64_t next;                // the message that has to come next
} Member;

static struct {
    int port, members, slow, window, payload, sources;
    double seconds, warmup, rate, settle;
    const char *path;
} options = { .members = 100, .window = 1, .payload = 64, .sources = 1, .seconds = 5, .warmup = 1, .settle = 0.3, .path = "/ws/room-fan" };

static struct { uint64_t due; uint32_t missing; uint8_t seen, broken; } ring[Ring];   // by message % Ring
static Member *all;
static Histogram last, first, each;
static WsRequest request;
static uint8_t work[Keep + ReadSize], *expected;
static size_t frameHead, frameLength;
static uint64_t published, completed, oldest, delivered, lost, duplicated, corrupted, closedMembers, closedSlow, skipped, incomplete;
static uint64_t measureFrom = UINT64_MAX, measureTo = UINT64_MAX, deliveredInside, completedInside, busy, lastProgress, clockNow;
static int epoll, inFlight, started, open_, total;

static void put_number(uint8_t *to, uint64_t n)
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 15; i >= 0; i--, n >>= 4) to[i] = (uint8_t)hex[n & 15];
}

// Message n: 16 hexadecimal digits, then a constant filler. Both directions use the shortest form of the length.
static void prepare_frame(void)
{
    frameHead = options.payload < 126 ? 2 : 4;
    frameLength = frameHead + (size_t)options.payload;
    expected = malloc(frameLength);
    if (!expected) ws_die("malloc");
    memset(expected, 'm', frameLength);
    expected[0] = 0x80 | WS_TEXT;
    expected[1] = options.payload < 126 ? (uint8_t)options.payload : 126;
    if (frameHead == 4) { expected[2] = (uint8_t)(options.payload >> 8); expected[3] = (uint8_t)options.payload; }
}

static void publish(uint64_t due)
{
    static uint8_t out[MaxPayload + 16];
    const uint32_t mask = 0x5A17C39Eu;
    memcpy(out, expected, frameHead);
    out[1] |= 0x80;
    memcpy(out + frameHead, &mask, 4);
    put_number(expected + frameHead, published);
    ws_mask(out + frameHead + 4, expected + frameHead, (size_t)options.payload, mask);
    ring[published % Ring].due = due;
    ring[published % Ring].missing = (uint32_t)open_;
    ring[published % Ring].seen = ring[published % Ring].broken = 0;
    published++;
    ssize_t length = (ssize_t)frameLength + 4;
    if (send(all[0].fd, out, (size_t)length, MSG_NOSIGNAL) != length) {
        fprintf(stderr, "sink: the server does not take the publisher's messages (%s)\n", errno == EAGAIN ? "its buffer is full" : strerror(errno));
        exit(1);
    }
}

// One member needs no more of message n. The message is complete when that was the last.
static void settle(uint64_t n, int arrived, uint64_t now)
{
    uint64_t us = (now - ring[n % Ring].due) / 1000;
    int inside = ring[n % Ring].due >= measureFrom && ring[n % Ring].due < measureTo;
    if (!arrived) ring[n % Ring].broken = 1;
    else if (inside) {
        histogram_record(&each, us);
        if (!ring[n % Ring].seen) histogram_record(&first, us);
    }
    ring[n % Ring].seen = 1;
    if (--ring[n % Ring].missing > 0) return;
    completed++;
    if (ring[n % Ring].broken) incomplete++;
    now = ws_now_ns();
    if (now >= measureFrom && now < measureTo) completedInside++;
    if (inside) histogram_record(&last, (now - ring[n % Ring].due) / 1000);
    while (oldest < published && ring[oldest % Ring].missing == 0) oldest++;
}

static void leave(Member *m, const char *what)
{
    if (m->state == Connecting || m->state == Upgrading) {
        fprintf(stderr, "sink: %s %ld could not join: %s\n", m->slow ? "slow member" : "member", (long)(m - all), what);
        exit(1);
    }
    close(m->fd);
    m->state = Closed;
    if (m->slow) { closedSlow++; return; }
    if (closedMembers++ < 3) fprintf(stderr, "sink: member %ld: %s\n", (long)(m - all), what);
    if (m == all) { fprintf(stderr, "sink: the publisher's connection ended\n"); exit(1); }
    open_--;
    for (; m->next < published; m->next++) { lost++; settle(m->next, 0, clockNow); }
}

// Returns 0 when the frame is none of ours.
static int message_in(Member *m, const uint8_t *frame)
{
    put_number(expected + frameHead, m->next);
    if (memcmp(frame, expected, frameLength) != 0) {
        uint64_t n = 0;
        for (int i = 0; i < 16; i++) {
            uint8_t d = frame[frameHead + (size_t)i];
            n = n << 4 | (uint64_t)(d <= '9' ? d - '0' : d - 'a' + 10);
        }
        put_number(expected + frameHead, n);
        if (n >= published || memcmp(frame, expected, frameLength) != 0) { corrupted++; return 0; }
        if (n < m->next) { duplicated++; return 1; }
        for (; m->next < n; m->next++) { lost++; settle(m->next, 0, clockNow); }
    }
    delivered++;
    settle(m->next++, 1, clockNow);
    return 1;
}

static void answer_ping(Member *m, const uint8_t *frame, size_t length)
{
    uint8_t pong[6 + 125] = { 0x80 | WS_PONG, (uint8_t)(0x80 | length) };   // the mask is 0: the payload stays as it is
    memcpy(pong + 6, frame + 2, length);
    (void)!send(m->fd, pong, 6 + length, MSG_NOSIGNAL);
}

static int keep(Member *m, const uint8_t *bytes, size_t length)
{
    if (length > m->inRoom) {
        m->in = realloc(m->in, length + 512);
        if (!m->in) ws_die("realloc");
        m->inRoom = (uint32_t)length + 512;
    }
    memcpy(m->in, bytes, length);
    m->inLength = (uint32_t)length;
    return 1;
}

static void receive(Member *m)
{
    ssize_t n;
    do {
        size_t have = m->inLength, at = 0;
        if (have > 0) memcpy(work, m->in, have);
        n = recv(m->fd, work + have, ReadSize, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) { leave(m, n == 0 ? "the server closed the connection" : strerror(errno)); return; }
        size_t length = have + (size_t)n;
        uint64_t before = delivered;
        while (length - at >= 2) {
            size_t small = work[at + 1] & 0x7Fu;
            if (work[at] == (0x80 | WS_PING) || work[at] == (0x80 | WS_PONG)) {
                if (length - at < 2 + small) break;
                if (work[at] == (0x80 | WS_PING)) answer_ping(m, work + at, small);
                at += 2 + small;
                continue;
            }
            if (work[at] == (0x80 | WS_CLOSE)) { leave(m, "the server sent a close frame"); return; }
            if (length - at < frameLength) break;
            if (!message_in(m, work + at)) { leave(m, "a frame that was never published"); return; }
            at += frameLength;
        }
        if (clockNow >= measureFrom && clockNow < measureTo) deliveredInside += delivered - before;
        keep(m, work + at, length - at);
    } while (n == ReadSize);
}

static void upgrade(Member *m, uint32_t what)
{
    if (m->state == Connecting) {
        int error = ws_connect_error(m->fd);
        if (error != 0) { leave(m, strerror(error)); return; }
        if (!(what & EPOLLOUT)) return;
        if (send(m->fd, request.text, (size_t)request.length, MSG_NOSIGNAL) != request.length) { leave(m, "the handshake could not be sent"); return; }
        struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = m };
        epoll_ctl(epoll, EPOLL_CTL_MOD, m->fd, &e);
        m->state = Upgrading;
        return;
    }
    uint8_t head[4096];
    memcpy(head, m->in, m->inLength);
    ssize_t n = recv(m->fd, head + m->inLength, sizeof head - 1 - m->inLength, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { leave(m, "closed during the handshake"); return; }
    size_t length = m->inLength + (size_t)n;
    head[length] = 0;
    char *end = strstr((char *)head, "\r\n\r\n");
    if (!end) { keep(m, head, length); return; }
    int status = ws_status(&request, (char *)head);
    if (status != 101) {
        char words[64];
        snprintf(words, sizeof words, "the server answered the handshake with %d", status);
        leave(m, words);
        return;
    }
    size_t used = (size_t)(end + 4 - (char *)head);
    keep(m, head + used, length - used);
    m->state = Open;
    inFlight--;
    if (!m->slow) { open_++; return; }
    struct epoll_event e = { .events = EPOLLRDHUP | EPOLLET, .data.ptr = m };   // never read, but its end is seen
    epoll_ctl(epoll, EPOLL_CTL_MOD, m->fd, &e);
}

// Handles what is ready, waiting until the given time at most.
static void turn(uint64_t until)
{
    struct epoll_event events[512];
    uint64_t now = ws_now_ns(), left = until > now ? until - now : 0;
    struct timespec timeout = { .tv_sec = (time_t)(left / Second), .tv_nsec = (long)(left % Second) };
    int n = epoll_pwait2(epoll, events, 512, &timeout, NULL);
    uint64_t begun = clockNow = ws_now_ns();
    for (int i = 0; i < n; i++) {
        Member *m = events[i].data.ptr;
        if (i % 16 == 15) clockNow = ws_now_ns();
        if (m->state == Closed) continue;
        if (m->state == Connecting || m->state == Upgrading) upgrade(m, events[i].events);
        else if (m->slow) leave(m, "closed");
        else receive(m);
    }
    if (n > 0) {
        uint64_t end = ws_now_ns();
        lastProgress = end;
        if (begun >= measureFrom && begun < measureTo) busy += end - begun;
    }
}

static double join_all(void)
{
    uint64_t begun = ws_now_ns(), deadline = begun + 60 * Second;
    while (started < total || inFlight > 0) {
        while (started < total && inFlight < ConnectAtOnce) {
            Member *m = &all[started];
            m->slow = started >= options.members;
            m->fd = ws_connect(options.port, started, options.sources, m->slow ? 4096 : 0);
            m->state = Connecting;
            struct epoll_event e = { .events = EPOLLOUT, .data.ptr = m };
            epoll_ctl(epoll, EPOLL_CTL_ADD, m->fd, &e);
            inFlight++;
            started++;
        }
        if (ws_now_ns() > deadline) { fprintf(stderr, "sink: only %d of %d members joined within 60 s\n", started - inFlight, total); exit(1); }
        turn(deadline);
    }
    return (double)(ws_now_ns() - begun) / 1e9;
}

static void check_progress(uint64_t now)
{
    if (now - lastProgress < StallLimit || oldest == published) return;
    fprintf(stderr, "sink: stalled: %u of %d members still miss message %lu after %g s\n", ring[oldest % Ring].missing, open_, oldest, (double)StallLimit / 1e9);
    exit(1);
}

static void run(uint64_t begin, uint64_t end)
{
    uint64_t scheduled = 0;
    for (;;) {
        uint64_t now = ws_now_ns(), until = end;
        if (now >= end) return;
        if (options.rate > 0) {
            for (;; scheduled++) {
                uint64_t due = begin + (uint64_t)((double)scheduled * 1e9 / options.rate);
                if (due > now) { until = due < end ? due : end; break; }
                if (published - oldest < Ring / 2) publish(due); else skipped++;
            }
        } else {
            while (published - oldest < (uint64_t)options.window) publish(ws_now_ns());
            until = now + Second < end ? now + Second : end;
        }
        turn(until);
        check_progress(ws_now_ns());
    }
}

static void parse(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (i + 1 == count) { fprintf(stderr, "sink: '%s' is unknown or needs a value\n", name); exit(2); }
        const char *value = arguments[++i];
        if (strcmp(name, "--port") == 0) options.port = atoi(value);
        else if (strcmp(name, "--members") == 0) options.members = atoi(value);
        else if (strcmp(name, "--slow") == 0) options.slow = atoi(value);
        else if (strcmp(name, "--window") == 0) options.window = atoi(value);
        else if (strcmp(name, "--payload") == 0) options.payload = atoi(value);
        else if (strcmp(name, "--rate") == 0) options.rate = atof(value);
        else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
        else if (strcmp(name, "--warmup") == 0) options.warmup = atof(value);
        else if (strcmp(name, "--sources") == 0) options.sources = atoi(value);
        else if (strcmp(name, "--path") == 0) options.path = value;
        else { fprintf(stderr, "sink: unknown option '%s'\n", name); exit(2); }
    }
    const char *wrong = options.port < 1 || options.port > 65535 ? "--port must be 1..65535"
        : options.members < 1 || options.members > 50000 ? "--members must be 1..50000"
        : options.slow < 0 || options.slow > 50000 ? "--slow must be 0..50000"
        : options.window < 1 || options.window > 1024 ? "--window must be 1..1024"
        : options.payload < MinPayload || options.payload > MaxPayload ? "--payload must be 16..65535"
        : options.seconds <= 0 || options.seconds > 600 || options.warmup < 0 || options.warmup > 600 ? "--seconds and --warmup must be within 600"
        : options.rate < 0 || options.rate > 100000 ? "--rate must be messages per second, 0 for the closed model"
        : options.sources < 1 || options.sources > 200 ? "--sources must be 1..200 (127.0.0.1 and following)"
        : strlen(options.path) > 200 ? "--path is too long" : NULL;
    if (wrong) { fprintf(stderr, "sink: %s\n", wrong); exit(2); }
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    parse(count, arguments);
    ws_raise_descriptor_limit();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    prepare_frame();
    ws_request(&request, options.path, options.port);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    total = options.members + options.slow;
    all = calloc((size_t)total, sizeof *all);
    if (!all || epoll < 0) ws_die("sink");
    double joinSeconds = join_all();
    for (uint64_t until = ws_now_ns() + (uint64_t)(options.settle * 1e9); ws_now_ns() < until; ) turn(until);

    uint64_t begin = ws_now_ns();
    lastProgress = begin;
    measureFrom = begin + (uint64_t)(options.warmup * 1e9);
    measureTo = measureFrom + (uint64_t)(options.seconds * 1e9);
    run(begin, measureFrom);
    double cpu = cpu_seconds();
    run(measureFrom, measureTo);
    cpu = cpu_seconds() - cpu;

    // What is in flight may still arrive. Then every member must have had every message.
    for (uint64_t until = ws_now_ns() + 5 * Second; oldest < published && ws_now_ns() < until; ) turn(until);
    uint64_t least = UINT64_MAX, most = 0;
    for (int i = 0; i < options.members; i++) {
        if (all[i].state != Open) continue;
        if (all[i].next < published) lost += published - all[i].next;
        if (all[i].next < least) least = all[i].next;
        if (all[i].next > most) most = all[i].next;
    }
    printf("{\"peer\":\"sink\",\"members\":%d,\"slow\":%d,\"window\":%d,\"rate\":%g,\"payload\":%d,\"seconds\":%g,\"published\":%lu,\"completedPerSecond\":%.1f,\"perSecond\":%.1f,"
        "\"lastP50us\":%lu,\"lastP99us\":%lu,\"lastMaxus\":%lu,\"firstP50us\":%lu,\"firstP99us\":%lu,\"eachP50us\":%lu,\"eachP99us\":%lu,\"messages\":%lu,\"delivered\":%lu,\"lost\":%lu,"
        "\"duplicated\":%lu,\"corrupted\":%lu,\"incomplete\":%lu,\"skipped\":%lu,\"closedMembers\":%lu,\"closedSlow\":%lu,\"leastPerMember\":%lu,\"mostPerMember\":%lu,\"joinSeconds\":%.3f,"
        "\"cpuShare\":%.3f,\"busyShare\":%.3f}\n",
        options.members, options.slow, options.window, options.rate, options.payload, options.seconds, published, (double)completedInside / options.seconds,
        (double)deliveredInside / options.seconds, histogram_percentile(&last, 50), histogram_percentile(&last, 99), last.max, histogram_percentile(&first, 50),
        histogram_percentile(&first, 99), histogram_percentile(&each, 50), histogram_percentile(&each, 99), last.count, delivered, lost, duplicated, corrupted, incomplete, skipped, closedMembers,
        closedSlow, least == UINT64_MAX ? 0 : least, most, joinSeconds, cpu / options.seconds, (double)busy / 1e9 / options.seconds);
    return 0;
}
