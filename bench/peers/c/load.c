// WebSocket load on one thread and one epoll: the floor that every other generator is measured against.
// Closed model by default: every client keeps --window messages in flight and sends the next when a reply is in. With --rate each
// client follows its own fixed schedule, and response time counts from when a message was due; a start without room is dropped.
// Every reply is checked against what was sent. --idle only opens the connections and holds them until SIGTERM or stdin closes.
#define _GNU_SOURCE
#include "histogram.h"
#include "ws_client.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { Payload = 64, Frame = 6 + Payload, ReplyFrame = 2 + Payload, MaxWindow = 256, ConnectAtOnce = 128, ReadSize = 64 * 1024 };
enum State { Closed, Connecting, Upgrading, Open };

typedef struct {
    int fd;
    enum State state;
    uint32_t sent, done;          // messages; at most window apart
    uint32_t inLength;
    uint64_t measured;            // round trips inside the measured window
    uint64_t *due;                // when message n was due (or sent, in the closed model), at n % window
    uint8_t in[512];              // an incomplete head or frame
} Client;

static struct {
    int port, clients, window, sources, idle;
    double seconds, warmup, rate;
    const char *path;
} options = { .clients = 100, .window = 1, .sources = 1, .seconds = 5, .warmup = 1, .path = "/ws/" };

static Client *clients;
static Histogram histogram;
static uint8_t work[512 + ReadSize];
static uint64_t errors, dropped, measureFrom, measureTo = UINT64_MAX, randomState;
static int epoll, open_, inFlight, started;
static WsRequest request;

static void fail(Client *c, const char *what)
{
    if (errors++ < 3) fprintf(stderr, "load: client %ld: %s\n", (long)(c - clients), what);
    if (c->state == Open) open_--; else inFlight--;
    close(c->fd);
    c->state = Closed;
}

static uint32_t next_mask(void)   // xorshift64: section 5.3 wants masks that a page cannot foresee, a load test only wants them to vary
{
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    randomState ^= randomState << 17;
    return (uint32_t)(randomState >> 32);
}

// The 64 bytes of message n of one client: 24 characters that name both, then a constant filler.
static void payload(const Client *c, uint32_t n, uint8_t *to)
{
    static const char hex[] = "0123456789abcdef";
    uint64_t id = (uint64_t)(c - clients);
    memset(to, 'm', Payload);
    for (int i = 0; i < 12; i++) to[i] = (uint8_t)hex[id >> (4 * (11 - i)) & 15];
    to[12] = '.';
    for (int i = 0; i < 8; i++) to[13 + i] = (uint8_t)hex[n >> (4 * (7 - i)) & 15];
}

// One send for several messages. A socket that cannot take a few hundred bytes is broken, not slow: windows are far below its buffer.
static void send_messages(Client *c, int messages, uint64_t due)
{
    static uint8_t out[MaxWindow * Frame];
    uint8_t text[Payload];
    for (int i = 0; i < messages; i++) {
        uint8_t *frame = out + i * Frame;
        uint32_t mask = next_mask();
        frame[0] = 0x80 | WS_TEXT;
        frame[1] = 0x80 | Payload;
        memcpy(frame + 2, &mask, 4);
        payload(c, c->sent, text);
        ws_mask(frame + 6, text, Payload, mask);
        c->due[c->sent++ % (uint32_t)options.window] = due;
    }
    ssize_t length = (ssize_t)messages * Frame;
    if (send(c->fd, out, (size_t)length, MSG_NOSIGNAL) != length) fail(c, "send fell short");
}

static void reply_in(Client *c, const uint8_t *frame, uint64_t now)
{
    uint8_t expected[Payload];
    payload(c, c->done, expected);
    if (c->done == c->sent || memcmp(frame + 2, expected, Payload) != 0) { fail(c, "a reply differs from what was sent"); return; }
    uint64_t due = c->due[c->done++ % (uint32_t)options.window];
    if (now < measureFrom || now >= measureTo) return;
    c->measured++;
    histogram_record(&histogram, (now - due) / 1000);
}

static void receive(Client *c)
{
    size_t have = c->inLength;
    memcpy(work, c->in, have);
    ssize_t n = recv(c->fd, work + have, ReadSize, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { fail(c, n == 0 ? "server closed the connection" : strerror(errno)); return; }

    size_t length = have + (size_t)n, at = 0;
    uint64_t now = ws_now_ns();
    int replies = 0;
    while (length - at >= 2) {
        size_t frame = 2 + (work[at + 1] & 0x7Fu);
        if (work[at] == (0x80 | WS_PING) || work[at] == (0x80 | WS_PONG)) {   // ours is a short test: an unanswered ping does no harm
            if (length - at < frame) break;
            at += frame;
            continue;
        }
        if (work[at] != (0x80 | WS_TEXT) || work[at + 1] != Payload) { fail(c, "a frame that is not a 64-byte text reply"); return; }
        if (length - at < ReplyFrame) break;
        reply_in(c, work + at, now);
        if (c->state != Open) return;
        at += ReplyFrame;
        replies++;
    }
    c->inLength = (uint32_t)(length - at);
    memcpy(c->in, work + at, length - at);
    if (replies > 0 && options.rate == 0 && now < measureTo) send_messages(c, replies, now);
}

static void start_client(Client *c, int index)
{
    c->fd = ws_connect(options.port, index, options.sources, 0);
    c->state = Connecting;
    c->due = calloc((size_t)options.window, sizeof *c->due);
    struct epoll_event e = { .events = EPOLLOUT, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
    inFlight++;
}

static void upgrade(Client *c, uint32_t what)
{
    if (c->state == Connecting) {
        int error = ws_connect_error(c->fd);
        if (error != 0) { fail(c, strerror(error)); return; }
        if (!(what & EPOLLOUT)) return;
        if (send(c->fd, request.text, (size_t)request.length, MSG_NOSIGNAL) != request.length) { fail(c, "the handshake could not be sent"); return; }
        struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = c };
        epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
        c->state = Upgrading;
        return;
    }
    ssize_t n = recv(c->fd, c->in + c->inLength, sizeof c->in - 1 - c->inLength, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { fail(c, "closed during the handshake"); return; }
    c->inLength += (uint32_t)n;
    c->in[c->inLength] = 0;
    if (!strstr((char *)c->in, "\r\n\r\n")) return;
    if (ws_status(&request, (char *)c->in) != 101) {
        fail(c, "the server refused the handshake");
        return;
    }
    c->inLength = 0;
    c->state = Open;
    inFlight--;
    open_++;
}

// Handles what is ready, waiting until the given time at most.
static void turn(uint64_t until)
{
    struct epoll_event events[512];
    uint64_t now = ws_now_ns(), left = until > now ? until - now : 0;
    struct timespec timeout = { .tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u) };
    int n = epoll_pwait2(epoll, events, 512, &timeout, NULL);
    for (int i = 0; i < n; i++) {
        Client *c = events[i].data.ptr;
        if (!c) _exit(0);   // stdin closed while idle
        if (c->state == Open) receive(c);
        else if (c->state != Closed) upgrade(c, events[i].events);
    }
}

static double connect_all(void)
{
    uint64_t begun = ws_now_ns(), deadline = begun + 60000000000u;
    while (started < options.clients || inFlight > 0) {
        while (started < options.clients && inFlight < ConnectAtOnce) {
            start_client(&clients[started], started);
            started++;
        }
        uint64_t now = ws_now_ns();
        if (now > deadline) { fprintf(stderr, "load: only %d of %d clients connected within 60 s\n", open_, options.clients); exit(1); }
        turn(deadline);
    }
    return (double)(ws_now_ns() - begun) / 1e9;
}

static void run_closed(uint64_t end)
{
    for (int i = 0; i < options.clients; i++)
        if (clients[i].state == Open) send_messages(&clients[i], options.window, ws_now_ns());
    while (ws_now_ns() < end && open_ > 0) turn(end);
}

// All clients share one period, so their schedules interleave: message k of the whole run belongs to client k % clients.
static void run_paced(uint64_t begin, uint64_t end)
{
    double gap = 1e9 / (options.rate * options.clients);
    for (uint64_t k = 0; open_ > 0;) {
        uint64_t due = begin + (uint64_t)((double)k * gap), now = ws_now_ns();
        if (now >= end) break;
        if (now < due) { turn(due < end ? due : end); continue; }
        Client *c = &clients[k++ % (uint64_t)options.clients];
        if (c->state != Open) continue;
        if (c->sent - c->done < (uint32_t)options.window) send_messages(c, 1, due);
        else if (due >= measureFrom) dropped++;
        if (k % 64 == 0) turn(0);   // behind schedule: replies still have to be read
    }
}

static void close_all(void)
{
    const uint8_t frame[8] = { 0x80 | WS_CLOSE, 0x82, 0, 0, 0, 0, 1000 >> 8, 1000 & 0xFF };
    for (int i = 0; i < options.clients; i++) {
        if (clients[i].state != Open) continue;
        (void)!send(clients[i].fd, frame, sizeof frame, MSG_NOSIGNAL);
        close(clients[i].fd);
    }
}

static void parse(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (strcmp(name, "--idle") == 0) { options.idle = 1; continue; }
        if (i + 1 == count) { fprintf(stderr, "load: '%s' is unknown or needs a value\n", name); exit(2); }
        const char *value = arguments[++i];
        if (strcmp(name, "--port") == 0) options.port = atoi(value);
        else if (strcmp(name, "--clients") == 0) options.clients = atoi(value);
        else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
        else if (strcmp(name, "--warmup") == 0) options.warmup = atof(value);
        else if (strcmp(name, "--window") == 0) options.window = atoi(value);
        else if (strcmp(name, "--rate") == 0) options.rate = atof(value);
        else if (strcmp(name, "--sources") == 0) options.sources = atoi(value);
        else if (strcmp(name, "--path") == 0) options.path = value;
        else { fprintf(stderr, "load: unknown option '%s'\n", name); exit(2); }
    }
    const char *wrong = options.port < 1 || options.port > 65535 ? "--port must be 1..65535"
        : options.clients < 1 || options.clients > 100000 ? "--clients must be 1..100000"
        : options.window < 1 || options.window > MaxWindow ? "--window must be 1..256"
        : options.seconds <= 0 || options.seconds > 600 || options.warmup < 0 || options.warmup > 600 ? "--seconds and --warmup must be within 600"
        : options.rate < 0 ? "--rate must be messages per second per client, 0 for the closed model"
        : options.sources < 1 || options.sources > 200 ? "--sources must be 1..200 (127.0.0.1 and following)"
        : strlen(options.path) > 200 ? "--path is too long" : NULL;
    if (wrong) { fprintf(stderr, "load: %s\n", wrong); exit(2); }
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
    if (!clients) ws_die("calloc");
    double connectSeconds = connect_all();

    if (options.idle) {
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
        epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
        printf("holding %d\n", open_);
        fflush(stdout);
        for (;;) turn(ws_now_ns() + 3600000000000u);
    }

    uint64_t begin = ws_now_ns();
    measureFrom = begin + (uint64_t)(options.warmup * 1e9);
    measureTo = measureFrom + (uint64_t)(options.seconds * 1e9);
    if (options.rate > 0) run_paced(begin, measureTo); else run_closed(measureTo);
    if (open_ == 0) { fprintf(stderr, "load: every connection failed\n"); return 1; }

    uint64_t silent = 0;   // an open client that got nothing back in the whole window is an error, not a slow one
    for (int i = 0; i < options.clients; i++)
        if (clients[i].state == Open && clients[i].measured == 0) silent++;
    close_all();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"peer\":\"c\",\"clients\":%d,\"window\":%d,\"rate\":%g,\"seconds\":%g,\"roundTrips\":%lu,\"perSecond\":%.1f,\"p50us\":%lu,\"p99us\":%lu,"
        "\"p999us\":%lu,\"maxus\":%lu,\"dropped\":%lu,\"silent\":%lu,\"errors\":%lu,\"connectSeconds\":%.3f,\"cpuSeconds\":%.2f}\n",
        options.clients, options.window, options.rate, options.seconds, histogram.count, (double)histogram.count / options.seconds,
        histogram_percentile(&histogram, 50), histogram_percentile(&histogram, 99), histogram_percentile(&histogram, 99.9), histogram.max,
        dropped, silent, errors + silent, connectSeconds, cpu);
    return 0;
}
