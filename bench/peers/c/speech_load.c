// Talkers of a streaming transcription service, one thread and one epoll: each sends chunks of speech as base64 in JSON or as binary PCM, and takes the answers in their order.
// Closed loop: the next chunk follows an answer, at once or --think milliseconds later. With --period every talker sends a chunk each so many milliseconds on an absolute
// schedule, whether or not answers came, and an answer's time counts from when its chunk was due. --echo drives a plain WebSocket echo with the same messages: the floor.
// Beginnings are spread over the period (or --think, or 50 ms), so that no two talkers move in step. --talking N lets only N of the connections talk. --hold goes on until
// SIGTERM or until stdin closes.
#define _GNU_SOURCE
#include "speech_client.h"

#include <signal.h>
#include <sys/prctl.h>

enum { ConnectAtOnce = 64, MaxTalkers = 20000 };

// Closed loop: who is to send when. Waits are all alike, so that a queue is in order.
static int waiting[MaxTalkers + 1], waitHead, waitTail;

static void wait_for_turn(Client *c, uint64_t due)
{
    c->nextDue = due;
    waiting[waitTail] = c->index;
    waitTail = (waitTail + 1) % (MaxTalkers + 1);
}

static void send_chunk(Client *c, uint64_t due)
{
    if (c->state != Open || stopping) return;
    uint64_t now = ws_now_ns();
    const uint8_t *payload = audio.payloads + (size_t)((c->sent + (uint32_t)c->index * 7) % (uint32_t)audio.chunks) * audio.length;
    if (c->sent - c->done >= Ring || !send_message(c, audio.opcode, payload, audio.length)) {
        if (c->state == Open && due >= measureFrom) dropped++;
        return;
    }
    c->due[c->sent++ % Ring] = due;
    c->lastSend = now;
    if (due < measureFrom || due >= measureTo) return;
    sentInside++;
    histogram_record(&lateness, now > due ? (now - due) / 1000 : 0);
    if (c->sent - c->done > worstBacklog) worstBacklog = c->sent - c->done;
}

static void answered(Client *c, uint64_t now)
{
    if (c->done == c->sent) { fail(c, "an answer without a chunk"); return; }
    uint64_t due = c->due[c->done++ % Ring];
    if (now >= measureFrom && now < measureTo) {
        answeredInside++;
        c->measured++;
        latencySum += (double)(now - due) / 1000;
        histogram_record(&histogram, (now - due) / 1000);
    }
    if (options.period > 0 || stopping) return;
    if (options.think > 0) wait_for_turn(c, now + (uint64_t)(options.think * 1e6)); else send_chunk(c, now);
}

static void turn(uint64_t until)
{
    struct epoll_event events[512];
    uint64_t now = ws_now_ns(), left = until > now ? until - now : 0;
    struct timespec timeout = { .tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u) };
    int n = epoll_pwait2(epoll, events, 512, &timeout, NULL);
    for (int i = 0; i < n; i++) {
        Client *c = events[i].data.ptr;
        if (!c) _exit(0);   // stdin closed while holding
        if (c->outLength && events[i].events & EPOLLOUT) flush(c);
        if (!(events[i].events & ~(uint32_t)EPOLLOUT) && c->state >= Starting) continue;
        if (c->state >= Starting) receive(c);
        else if (c->state != Closed) upgrade(c, events[i].events);
    }
}

static void start_client(Client *c, int index)
{
    c->index = index;
    c->fd = ws_connect(options.port, index, options.sources, 0);
    c->state = Connecting;
    c->talks = index < options.talking;
    if (c->talks && !(c->due = calloc(Ring, sizeof *c->due))) ws_die("calloc");
    struct epoll_event e = { .events = EPOLLOUT, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
    inFlight++;
}

static double connect_all(void)
{
    uint64_t begun = ws_now_ns(), deadline = begun + 120000000000u;
    for (int started = 0; started < options.clients || inFlight > 0;) {
        while (started < options.clients && inFlight < ConnectAtOnce) { start_client(&clients[started], started); started++; }
        if (ws_now_ns() > deadline) { fprintf(stderr, "speech_load: only %d of %d sessions were open within 120 s\n", open_, options.clients); exit(1); }
        if (errors > 50) { fprintf(stderr, "speech_load: gave up after %lu errors\n", errors); exit(1); }
        turn(ws_now_ns() + 100000000u);
    }
    return (double)(ws_now_ns() - begun) / 1e9;
}

// Silent sessions are kept from ending for being idle; half a second is the grain.
static void keep_alive(uint64_t now)
{
    static const uint8_t text[] = "{\"type\":\"KeepAlive\"}";
    static uint64_t next;
    if (options.keepalive == 0 || options.echo || now < next) return;
    next = now + 500000000u;
    for (int i = options.talking; i < options.clients; i++) {
        Client *c = &clients[i];
        if (c->state != Open || now - c->lastSend < (uint64_t)options.keepalive * 1000000000u) continue;
        c->lastSend = now;
        send_message(c, WS_TEXT, text, sizeof text - 1);
    }
}

static void announce(uint64_t now)
{
    static bool said;
    if (said || now < measureFrom) return;
    said = true;
    printf("measuring\n");   // whoever drives this reads the server's clocks now, and at "measured"
    fflush(stdout);
}

// Chunk k of the whole run belongs to talker k % talking: their schedules interleave.
static void run_paced(uint64_t begin, uint64_t end)
{
    double gap = options.talking ? options.period * 1e6 / options.talking : 0;
    for (uint64_t k = 0; open_ > 0;) {
        uint64_t due = options.talking ? begin + (uint64_t)((double)k * gap) : UINT64_MAX, now = ws_now_ns();
        announce(now);
        if (now >= end) break;
        keep_alive(now);
        if (now < due) { turn(due < end && due < now + 100000000u ? due : now + 100000000u < end ? now + 100000000u : end); continue; }
        send_chunk(&clients[k++ % (uint64_t)options.talking], due);
        if (k % 32 == 0) turn(0);   // behind schedule: answers still have to be read
    }
}

static void run_closed(uint64_t begin, uint64_t end)
{
    double spread = (options.think > 0 ? options.think : 50) * 1e6;
    int begun = 0;
    while (open_ > 0) {
        uint64_t now = ws_now_ns(), next = end;
        announce(now);
        if (now >= end) break;
        keep_alive(now);
        for (; begun < options.talking; begun++) {
            uint64_t due = begin + (uint64_t)(spread * begun / options.talking);
            if (due > now) { next = due; break; }
            send_chunk(&clients[begun], due);
        }
        for (; waitHead != waitTail; waitHead = (waitHead + 1) % (MaxTalkers + 1)) {
            Client *c = &clients[waiting[waitHead]];
            if (c->nextDue > now) { if (c->nextDue < next) next = c->nextDue; break; }
            send_chunk(c, c->nextDue);
        }
        turn(next < now + 100000000u ? next : now + 100000000u);
    }
}

static void set(const char *name, const char *value)
{
    if (strcmp(name, "--port") == 0) options.port = atoi(value);
    else if (strcmp(name, "--clients") == 0) options.clients = atoi(value);
    else if (strcmp(name, "--talking") == 0) options.talking = atoi(value);
    else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
    else if (strcmp(name, "--warmup") == 0) options.warmup = atof(value);
    else if (strcmp(name, "--period") == 0) options.period = atof(value);
    else if (strcmp(name, "--think") == 0) options.think = atof(value);
    else if (strcmp(name, "--chunk-ms") == 0) options.chunkMs = atoi(value);
    else if (strcmp(name, "--keepalive") == 0) options.keepalive = atoi(value);
    else if (strcmp(name, "--sources") == 0) options.sources = atoi(value);
    else if (strcmp(name, "--path") == 0) options.path = value;
    else { fprintf(stderr, "speech_load: unknown option '%s'\n", name); exit(2); }
}

static void parse(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (strcmp(name, "--hold") == 0) { options.hold = 1; continue; }
        if (strcmp(name, "--echo") == 0) { options.echo = 1; continue; }
        if (strcmp(name, "--binary") == 0) { options.json = 0; continue; }
        if (i + 1 == count) { fprintf(stderr, "speech_load: '%s' is unknown or needs a value\n", name); exit(2); }
        set(name, arguments[++i]);
    }
    if (options.talking < 0) options.talking = options.clients;
    if (!options.path) options.path = options.echo ? "/ws/" : "/v1/transcribe/stream";
    const char *wrong = options.port < 1 || options.port > 65535 ? "--port must be 1..65535"
        : options.clients < 1 || options.clients > 100000 ? "--clients must be 1..100000"
        : options.talking > options.clients || options.talking > MaxTalkers ? "--talking must be at most --clients and 20000"
        : options.seconds <= 0 || options.seconds > 600 || options.warmup < 0 || options.warmup > 600 ? "--seconds and --warmup must be within 600"
        : options.period < 0 || options.period > 60000 || options.think < 0 || options.think > 60000 ? "--period and --think must be 0..60000 milliseconds"
        : options.chunkMs < 1 || options.chunkMs > 1000 ? "--chunk-ms must be 1..1000"
        : options.sources < 1 || options.sources > 200 ? "--sources must be 1..200 (127.0.0.1 and following)"
        : strlen(options.path) > 200 ? "--path is too long" : NULL;
    if (wrong) { fprintf(stderr, "speech_load: %s\n", wrong); exit(2); }
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void report(double connectSeconds, uint64_t unanswered, uint32_t worstLeft)
{
    uint64_t silent = 0, lost = 0;   // an open talker that got no answer in the whole window is an error, not a slow one
    for (int i = 0; i < options.talking; i++) {
        if (clients[i].state == Open && clients[i].measured == 0) silent++;
        lost += clients[i].sent - clients[i].done;
    }
    printf("{\"peer\":\"%s\",\"clients\":%d,\"talking\":%d,\"format\":\"%s\",\"seconds\":%g,\"messageBytes\":%zu,\"roundTrips\":%lu,\"perSecond\":%.1f,\"sent\":%lu,"
        "\"averageUs\":%.0f,\"p50us\":%lu,\"p99us\":%lu,\"p999us\":%lu,\"maxus\":%lu,\"lateP99us\":%lu,\"finals\":%lu,\"texts\":%lu,\"warnings\":%lu,\"backlogEnd\":%lu,"
        "\"backlogEndWorst\":%u,\"backlogWorst\":%u,\"dropped\":%lu,\"lost\":%lu,\"held\":%d,\"silent\":%lu,\"errors\":%lu,\"connectSeconds\":%.3f,\"cpuSeconds\":%.2f}\n",
        options.echo ? "echo" : "speech", options.clients, options.talking, options.json ? "json" : "binary", options.seconds, audio.length, answeredInside,
        (double)answeredInside / options.seconds, sentInside, answeredInside ? latencySum / (double)answeredInside : 0, histogram_percentile(&histogram, 50),
        histogram_percentile(&histogram, 99), histogram_percentile(&histogram, 99.9), histogram.max, histogram_percentile(&lateness, 99), finals, texts, warnings, unanswered,
        worstLeft, worstBacklog, dropped, lost, open_, silent, errors + silent + lost, connectSeconds, cpu_seconds());
}

static void stop(int signal) { (void)signal; _exit(0); }

int main(int count, char **arguments)
{
    parse(count, arguments);
    ws_raise_descriptor_limit();
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    prctl(PR_SET_TIMERSLACK, 1000ul);
    ws_request(&request, options.path, options.port);
    audio_make(&audio, options.chunkMs, options.json);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    clients = calloc((size_t)options.clients, sizeof *clients);
    if (!clients) ws_die("calloc");
    double connectSeconds = connect_all();

    uint64_t begin = ws_now_ns();
    if (options.hold) {
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
        epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
        printf("holding %d\n", open_);
        fflush(stdout);
    } else {
        measureFrom = begin + (uint64_t)(options.warmup * 1e9);
        measureTo = measureFrom + (uint64_t)(options.seconds * 1e9);
    }
    if (options.period > 0 || options.talking == 0) run_paced(begin, measureTo); else run_closed(begin, measureTo);
    stopping = 1;
    printf("measured\n");
    fflush(stdout);
    if (open_ == 0) { fprintf(stderr, "speech_load: every session failed\n"); return 1; }

    uint64_t unanswered = 0, deadline = ws_now_ns() + 3000000000u;
    uint32_t worstLeft = 0;
    for (int i = 0; i < options.talking; i++) {
        uint32_t left = clients[i].state == Open ? clients[i].sent - clients[i].done : 0;
        unanswered += left;
        if (left > worstLeft) worstLeft = left;
    }
    for (bool left = unanswered > 0; left && ws_now_ns() < deadline;) {   // what is still out must come, too
        turn(ws_now_ns() + 20000000u);
        left = false;
        for (int i = 0; i < options.talking && !left; i++) left = clients[i].state == Open && clients[i].sent != clients[i].done;
    }
    report(connectSeconds, unanswered, worstLeft);
    return 0;
}
