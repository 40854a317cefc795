// A client for server-driven pages, one thread and one epoll: the same for a WebSocket echo (the floor), a Live server and Blazor Server, so that only the servers differ.
// Each client loads the page, attaches, and then raises an input event with a token of 24 characters; the round trip is over when the token comes back, in a patch, a render
// batch or the echo, and the next event follows at once. --idle attaches, holds the sessions with a ping every ten seconds, and ends on SIGTERM or when stdin closes.
#define _GNU_SOURCE
#include "live_client.h"

#include <signal.h>
#include <sys/epoll.h>

static void receive(Client *c)
{
    static uint8_t *buffer;
    if (!buffer) buffer = malloc(InSize);
    memcpy(buffer, c->in, c->inLength);
    ssize_t n = recv(c->fd, buffer + c->inLength, InSize - c->inLength, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { fail(c, n == 0 ? "the server closed the connection" : strerror(errno)); return; }
    size_t length = c->inLength + (size_t)n, at = 0;
    while (c->open && length - at >= 2) {
        size_t size = buffer[at + 1] & 127, head = 2;
        if (size == 126) { if (length - at < 4) break; size = (size_t)buffer[at + 2] << 8 | buffer[at + 3]; head = 4; }
        else if (size == 127) { if (length - at < 10) break; size = 0; head = 10; for (int i = 2; i < 10; i++) size = size << 8 | buffer[at + (size_t)i]; }
        if (size > InSize - 16 || c->partLength + size > InSize) { fail(c, "a message that is too long for this client"); return; }
        if (length - at < head + size) break;
        bool last = (buffer[at] & 0x80) != 0, isControl = (buffer[at] & 8) != 0;
        if (isControl || (last && !c->part)) message(c, buffer[at] & 15, buffer + at + head, size);
        else {   // in these protocols all messages with fragments are binary
            c->part = realloc(c->part, c->partLength + size + 1);
            memcpy(c->part + c->partLength, buffer + at + head, size);
            c->partLength += size;
            if (last) {
                uint8_t *whole = c->part;
                size_t wholeLength = c->partLength;
                c->part = NULL;
                c->partLength = 0;
                message(c, WS_BINARY, whole, wholeLength);
                free(whole);
            }
        }
        at += head + size;
    }
    if (!c->open) return;
    // What is incomplete waits in memory of its own, which an idle client does not have.
    c->inLength = (uint32_t)(length - at);
    free(c->in);
    c->in = c->inLength ? malloc(c->inLength) : NULL;
    if (c->inLength) memcpy(c->in, buffer + at, c->inLength);
}

static char *between(char *from, const char *before, const char *after)
{
    char *at = strstr(from, before), *end = at ? strstr(at + strlen(before), after) : NULL;
    return end ? strndup(at + strlen(before), (size_t)(end - at) - strlen(before)) : NULL;
}

static const char *attach_live(Client *c, Page *page)
{
    char *token = between(page->body, "data-live-token=\"", "\""), *path = between(page->body, "data-live-path=\"", "\"");
    char *input = strstr(page->body, "<input"), *id = input ? between(input, " l=\"", "\"") : NULL;
    const char *wrong = !token || !path ? "the page is none of a Live server" : !id ? "the page has no input" : NULL;
    if (!wrong) wrong = page_upgrade(&c->fd, options.port, c->index, options.sources, path, page->cookies, "millrace-live.1");
    if (!wrong) {
        c->node = (uint32_t)atoi(id);
        c->open = true;
        open_++;
        uint8_t *to = out;
        *to++ = 1;
        *to++ = 1;
        *to++ = 0;
        to += text(to, token);
        *to++ = 0;
        to += text(to, options.path);
        to += number(to, 1280);
        to += number(to, 720);
        *to++ = 0;
        send_message(c, WS_BINARY, out, (size_t)(to - out));
    }
    free(token); free(path); free(id);
    return wrong;
}

static const char *attach_blazor(Client *c, Page *page)
{
    static const char greeting[] = "{\"protocol\":\"blazorpack\",\"version\":1}\x1E";
    char url[300];
    c->marker = between(page->body, "<!--Blazor:", "-->");
    c->state = between(page->body, "<!--Blazor-Server-Component-State:", "-->");
    if (!c->state) c->state = strdup("");
    if (!c->marker || strlen(c->marker) + strlen(c->state) > OutSize - 1024) return "the page has no Blazor component";
    const char *wrong = page_upgrade(&c->fd, options.port, c->index, options.sources, "/_blazor", page->cookies, "");
    if (wrong) return wrong;
    c->open = true;
    open_++;
    send_message(c, WS_TEXT, greeting, sizeof greeting - 1);
    uint8_t *to = pack_invocation(out + 5, "0", "StartCircuit", 4);
    to = pack_text(to, url, (size_t)snprintf(url, sizeof url, "http://127.0.0.1:%d/", options.port));
    to = pack_text(to, url, (size_t)snprintf(url, sizeof url, "http://127.0.0.1:%d%s", options.port, options.path));
    to = pack_text(to, "[]", 2);
    to = pack_text(to, c->state, strlen(c->state));
    *to++ = 0x90;
    send_hub(c, to);
    return NULL;
}

static void attach(Client *c)
{
    Page page;
    const char *wrong = NULL;
    c->fd = -1;
    if (options.kind == Echo) {
        wrong = page_upgrade(&c->fd, options.port, c->index, options.sources, "/ws/", "", "");
        if (!wrong) { c->open = c->ready = true; open_++; }
        c->node = 2;
    } else {
        wrong = page_load(&page, options.port, c->index, options.sources, options.path, work);
        if (!wrong) wrong = options.kind == Live ? attach_live(c, &page) : attach_blazor(c, &page);
    }
    if (wrong) { fail(c, wrong); return; }
    uint64_t deadline = ws_now_ns() + 20000000000u;
    while (c->open && !c->ready) {
        struct pollfd wait = { .fd = c->fd, .events = POLLIN };
        if (poll(&wait, 1, 1000) == 1) receive(c);
        else if (ws_now_ns() > deadline) fail(c, "the session was not ready within 20 s");
    }
    free(c->marker); free(c->state);
    c->marker = c->state = NULL;
    if (!c->open) return;
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
}

static void turn(int milliseconds)
{
    struct epoll_event events[512];
    int n = epoll_wait(epoll, events, 512, milliseconds);
    for (int i = 0; i < n; i++) {
        Client *c = events[i].data.ptr;
        if (!c) _exit(0);   // stdin closed while idle
        if (c->open) receive(c);
    }
}

// Both protocols want to hear something of an idle client.
static void ping_idle(int count)
{
    static uint64_t next;
    uint64_t now = ws_now_ns();
    if (now < next || options.kind == Echo) return;
    next = now + 250000000;
    for (int i = 0; i < count; i++) {
        if (!clients[i].open || now - clients[i].lastSend < PingEvery * 1000000000ull) continue;
        if (options.kind == Live) send_message(&clients[i], WS_BINARY, "\4\1", 2);
        else send_message(&clients[i], WS_BINARY, "\2\x91\6", 3);
    }
}

static void parse(int count, char **arguments)
{
    const char *kind = "";
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (strcmp(name, "--idle") == 0) { options.idle = 1; continue; }
        if (i + 1 == count) { fprintf(stderr, "live_load: '%s' is unknown or needs a value\n", name); exit(2); }
        const char *value = arguments[++i];
        if (strcmp(name, "--port") == 0) options.port = atoi(value);
        else if (strcmp(name, "--clients") == 0) options.clients = atoi(value);
        else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
        else if (strcmp(name, "--warmup") == 0) options.warmup = atof(value);
        else if (strcmp(name, "--sources") == 0) options.sources = atoi(value);
        else if (strcmp(name, "--path") == 0) options.path = value;
        else if (strcmp(name, "--kind") == 0) kind = value;
        else { fprintf(stderr, "live_load: unknown option '%s'\n", name); exit(2); }
    }
    for (int k = 0; k < 3; k++) if (strcmp(kind, kinds[k]) == 0) { options.kind = (enum Kind)k; kind = NULL; break; }
    const char *wrong = kind ? "--kind must be echo, live or blazor"
        : options.port < 1 || options.port > 65535 ? "--port must be 1..65535"
        : options.clients < 1 || options.clients > 100000 ? "--clients must be 1..100000"
        : options.seconds <= 0 || options.seconds > 600 || options.warmup < 0 || options.warmup > 600 ? "--seconds and --warmup must be within 600"
        : options.sources < 1 || options.sources > 200 ? "--sources must be 1..200 (127.0.0.1 and following)"
        : strlen(options.path) > 200 ? "--path is too long" : NULL;
    if (wrong) { fprintf(stderr, "live_load: %s\n", wrong); exit(2); }
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    parse(count, arguments);
    ws_raise_descriptor_limit();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    clients = calloc((size_t)options.clients, sizeof *clients);
    work = malloc(PageSize);
    if (!clients || !work) ws_die("calloc");
    stopping = 1;
    uint64_t begun = ws_now_ns();
    for (int i = 0; i < options.clients; i++) {
        clients[i].index = i;
        attach(&clients[i]);
        ping_idle(i);
        turn(0);
        if (errors > 20) { fprintf(stderr, "live_load: gave up after %lu errors\n", errors); return 1; }
    }
    double connectSeconds = (double)(ws_now_ns() - begun) / 1e9;

    if (options.idle) {
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
        epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
        printf("holding %d\n", open_);
        fflush(stdout);
        for (;;) { turn(250); ping_idle(options.clients); }
    }

    stopping = 0;
    measureFrom = ws_now_ns() + (uint64_t)(options.warmup * 1e9);
    measureTo = measureFrom + (uint64_t)(options.seconds * 1e9);
    for (int i = 0; i < options.clients; i++) if (clients[i].open) send_event(&clients[i]);
    while (ws_now_ns() < measureTo && open_ > 0) turn(50);
    stopping = 1;
    if (open_ == 0) { fprintf(stderr, "live_load: every session failed\n"); return 1; }

    uint64_t silent = 0;   // an open session that got nothing back in the whole window is an error, not a slow one
    for (int i = 0; i < options.clients; i++) if (clients[i].open && clients[i].measured == 0) silent++;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    double trips = histogram.count ? (double)histogram.count : 1;
    printf("{\"peer\":\"%s\",\"clients\":%d,\"seconds\":%g,\"roundTrips\":%lu,\"perSecond\":%.1f,\"p50us\":%lu,\"p99us\":%lu,\"p999us\":%lu,\"maxus\":%lu,"
        "\"silent\":%lu,\"errors\":%lu,\"bytesUp\":%.1f,\"bytesDown\":%.1f,\"connectSeconds\":%.3f,\"cpuSeconds\":%.2f}\n",
        kinds[options.kind], options.clients, options.seconds, histogram.count, (double)histogram.count / options.seconds, histogram_percentile(&histogram, 50),
        histogram_percentile(&histogram, 99), histogram_percentile(&histogram, 99.9), histogram.max, silent, errors + silent,
        (double)bytesUp / trips, (double)bytesDown / trips, connectSeconds, cpu);
    return 0;
}
