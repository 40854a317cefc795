// A reconnect storm: --clients connections that all come back, each by itself, when the server drops them. Prints "holding N" when all
// are open, waits until the first one is dropped, and ends with one JSON line when all are open again, or after --limit seconds.
// A client tries again at once, and after a failed attempt (no listener, reset, or any answer but 101) after 50 ms, then twice as long each
// time up to 1 s, less a random part of up to half. What a failure was is counted apart: that nobody listens is the restart's own time, an
// HTTP answer is a refusal. One thread, one epoll.
#define _GNU_SOURCE
#include "histogram.h"
#include "ws_client.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FirstWaitMs = 50, LongestWaitMs = 1000, AtOnceAtFirst = 128 };
enum State { Waiting, Connecting, Upgrading, Open };
static const uint64_t Millisecond = 1000000u, Second = 1000000000u;

typedef struct {
    int fd;
    enum State state;
    uint32_t inLength, waitMs, refusals;
    uint64_t tryAt, begun;
    char in[1024];
} Client;

static struct { int port, clients, sources; double limit; const char *path; } options = { .clients = 1000, .sources = 1, .limit = 60, .path = "/ws/room-storm" };

static Client *clients;
static WsRequest request;
static Histogram handshakes;
static uint64_t firstDrop, firstBack, lastBack, attempts, unreachable, refused, cutShort, dropped, droppedAgain, randomState;
static int epoll, open_, started, storming;

static uint64_t random_below(uint64_t limit)
{
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    randomState ^= randomState << 17;
    return randomState % limit;
}

static void attempt(Client *c)
{
    if (storming) attempts++;
    c->begun = ws_now_ns();
    c->fd = ws_connect(options.port, (int)(c - clients), options.sources, 0);
    c->state = Connecting;
    c->inLength = 0;
    struct epoll_event e = { .events = EPOLLOUT, .data.ptr = c };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) < 0) ws_die("epoll_ctl");
}

static void later(Client *c, uint64_t *counter)
{
    if (!storming) { fprintf(stderr, "storm: client %ld could not connect at first\n", (long)(c - clients)); exit(1); }
    (*counter)++;
    close(c->fd);
    c->state = Waiting;
    c->tryAt = ws_now_ns() + (c->waitMs - random_below(c->waitMs / 2)) * Millisecond;
    c->waitMs = 2 * c->waitMs > LongestWaitMs ? LongestWaitMs : 2 * c->waitMs;
}

static void lose(Client *c)
{
    uint64_t now = ws_now_ns();
    open_--;
    if (!storming) { storming = 1; firstDrop = now; }
    if (c->waitMs > 0) droppedAgain++; else dropped++;
    close(c->fd);
    c->waitMs = FirstWaitMs;
    attempt(c);
}

static void opened(Client *c)
{
    uint64_t now = ws_now_ns();
    c->state = Open;
    open_++;
    if (!storming) return;
    if (firstBack == 0) firstBack = now;
    lastBack = now;
    histogram_record(&handshakes, (now - c->begun) / 1000);
}

static void advance(Client *c, uint32_t what)
{
    if (c->state == Connecting) {
        if (ws_connect_error(c->fd) != 0) { later(c, &unreachable); return; }
        if (!(what & EPOLLOUT)) return;
        if (send(c->fd, request.text, (size_t)request.length, MSG_NOSIGNAL) != request.length) { later(c, &cutShort); return; }
        struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = c };
        epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
        c->state = Upgrading;
        return;
    }
    if (c->state == Open) {
        char ignored[4096];
        ssize_t n = recv(c->fd, ignored, sizeof ignored, 0);   // a close frame may come before the end
        if (n == 0 || (n < 0 && errno != EAGAIN)) lose(c);
        return;
    }
    ssize_t n = recv(c->fd, c->in + c->inLength, sizeof c->in - 1 - c->inLength, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { later(c, &cutShort); return; }
    c->inLength += (uint32_t)n;
    c->in[c->inLength] = 0;
    if (!strstr(c->in, "\r\n\r\n")) return;
    if (ws_status(&request, c->in) == 101) { opened(c); return; }
    c->refusals++;
    later(c, &refused);
}

static void turn(uint64_t until)
{
    struct epoll_event events[512];
    uint64_t now = ws_now_ns(), left = until > now ? until - now : 0;
    struct timespec timeout = { .tv_sec = (time_t)(left / Second), .tv_nsec = (long)(left % Second) };
    int n = epoll_pwait2(epoll, events, 512, &timeout, NULL);
    for (int i = 0; i < n; i++) {
        Client *c = events[i].data.ptr;
        if (c->state != Waiting) advance(c, events[i].events);
    }
    if (!storming) return;
    now = ws_now_ns();
    for (int i = 0; i < options.clients; i++)
        if (clients[i].state == Waiting && clients[i].tryAt <= now) attempt(&clients[i]);
}

static void parse(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (i + 1 == count) { fprintf(stderr, "storm: '%s' is unknown or needs a value\n", name); exit(2); }
        const char *value = arguments[++i];
        if (strcmp(name, "--port") == 0) options.port = atoi(value);
        else if (strcmp(name, "--clients") == 0) options.clients = atoi(value);
        else if (strcmp(name, "--sources") == 0) options.sources = atoi(value);
        else if (strcmp(name, "--limit") == 0) options.limit = atof(value);
        else if (strcmp(name, "--path") == 0) options.path = value;
        else { fprintf(stderr, "storm: unknown option '%s'\n", name); exit(2); }
    }
    const char *wrong = options.port < 1 || options.port > 65535 ? "--port must be 1..65535"
        : options.clients < 1 || options.clients > 50000 ? "--clients must be 1..50000"
        : options.limit <= 0 || options.limit > 600 ? "--limit must be within 600 seconds"
        : options.sources < 1 || options.sources > 200 ? "--sources must be 1..200 (127.0.0.1 and following)"
        : strlen(options.path) > 200 ? "--path is too long" : NULL;
    if (wrong) { fprintf(stderr, "storm: %s\n", wrong); exit(2); }
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    parse(count, arguments);
    ws_raise_descriptor_limit();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    if (getrandom(&randomState, sizeof randomState, 0) != sizeof randomState) ws_die("getrandom");
    randomState |= 1;
    ws_request(&request, options.path, options.port);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    clients = calloc((size_t)options.clients, sizeof *clients);
    if (!clients || epoll < 0) ws_die("storm");

    uint64_t begun = ws_now_ns();
    while (open_ < options.clients && !storming) {
        while (started < options.clients && started - open_ < AtOnceAtFirst) attempt(&clients[started++]);
        if (ws_now_ns() - begun > 60 * Second) { fprintf(stderr, "storm: only %d of %d clients connected within 60 s\n", open_, options.clients); return 1; }
        turn(ws_now_ns() + 100 * Millisecond);
    }
    double connectSeconds = (double)(ws_now_ns() - begun) / 1e9;
    printf("holding %d\n", open_);
    fflush(stdout);

    while (!storming) turn(ws_now_ns() + Second);
    uint64_t limit = firstDrop + (uint64_t)(options.limit * 1e9);
    // All back, and still there 300 ms later: a server that drops whom it just took has not recovered.
    while (ws_now_ns() < limit && (open_ < options.clients || dropped < (uint64_t)options.clients || ws_now_ns() - lastBack < 300 * Millisecond)) turn(ws_now_ns() + 5 * Millisecond);

    int twice = 0;
    for (int i = 0; i < options.clients; i++) twice += clients[i].refusals > 1;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"peer\":\"storm\",\"clients\":%d,\"connectSeconds\":%.3f,\"dropped\":%lu,\"droppedAgain\":%lu,\"back\":%d,\"attempts\":%lu,\"unreachable\":%lu,\"cutShort\":%lu,\"refused\":%lu,"
        "\"refusedTwice\":%d,\"firstBackSeconds\":%.3f,\"allBackSeconds\":%.3f,\"stormSeconds\":%.3f,\"handshakeP50us\":%lu,\"handshakeP99us\":%lu,\"handshakeMaxus\":%lu}\n",
        options.clients, connectSeconds, dropped, droppedAgain, open_, attempts, unreachable, cutShort, refused, twice, firstBack ? (double)(firstBack - firstDrop) / 1e9 : -1,
        open_ == options.clients ? (double)(lastBack - firstDrop) / 1e9 : -1, open_ == options.clients ? (double)(lastBack - firstBack) / 1e9 : -1,
        histogram_percentile(&handshakes, 50), histogram_percentile(&handshakes, 99), handshakes.max);
    return 0;
}
