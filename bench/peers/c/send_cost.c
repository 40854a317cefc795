// What one delivery costs on this machine before any server's own work: send() of one small frame to each of many loopback TCP
// sockets in a loop, with nobody parsing anything. The time of a send on loopback contains the receiver's whole protocol path, so
// it depends on what the receiver is doing; four cases tell the parts apart:
//   nobody   the receivers hang in no epoll, and are emptied by the same thread between rounds, outside of the measurement
//   asleep   the receivers hang in another thread's epoll that nobody waits in: what queueing an event costs
//   waiting  another core waits in that epoll and reads: sends wake it up
//   spinning another core polls that epoll without ever sleeping, and reads
// For the last two the next round begins when the previous has been read, so buffers never fill.
// Usage: send_cost [--sockets N] [--bytes N] [--rounds N] [--cores A,B]; prints one JSON line per case.
#define _GNU_SOURCE
#include "ws.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum Case { Nobody, Asleep, Waiting, Spinning, Cases };
static const char *const names[Cases] = { "nobody", "asleep", "waiting", "spinning" };

static int sockets = 1000, bytes = 66, rounds = 1000, senderCore = 0, readerCore = 1;
static int *senders, *receivers, epoll;
static _Atomic uint64_t received;
static atomic_int stopping;
static uint64_t readerCpu;

static void pin(int core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    if (sched_setaffinity(0, sizeof set, &set) < 0) ws_die("sched_setaffinity");
}

static uint64_t cpu_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void connect_pairs(void)
{
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 64) < 0) ws_die("listen on 127.0.0.1");
    getsockname(listener, (struct sockaddr *)&address, &size);
    for (int i = 0; i < sockets; i++) {
        receivers[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receivers[i] < 0 || connect(receivers[i], (struct sockaddr *)&address, size) < 0) ws_die("connect (is `ulimit -n` above twice the sockets?)");
        senders[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (senders[i] < 0) ws_die("accept");
        setsockopt(senders[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(receivers[i], F_SETFL, O_NONBLOCK);
    }
    close(listener);
}

static uint64_t drain(int fd)
{
    static __thread uint8_t into[64 * 1024];
    ssize_t n = recv(fd, into, sizeof into, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN)) ws_die("recv");
    return n > 0 ? (uint64_t)n : 0;
}

static void *read_all(void *spinning)
{
    struct epoll_event events[512];
    pin(readerCore);
    while (!stopping) {
        int n = epoll_wait(epoll, events, 512, spinning ? 0 : 50);
        uint64_t got = 0;
        for (int i = 0; i < n; i++) got += drain(events[i].data.fd);
        if (got > 0) received += got;
    }
    readerCpu = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

// Returns the nanoseconds of the loop alone.
static uint64_t send_round(const uint8_t *frame)
{
    uint64_t begun = ws_now_ns();
    for (int i = 0; i < sockets; i++)
        if (send(senders[i], frame, (size_t)bytes, MSG_NOSIGNAL) != bytes) ws_die("send");
    return ws_now_ns() - begun;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void measure(enum Case which, uint64_t *times)
{
    static uint8_t frame[64 * 1024];
    pthread_t reader;
    uint64_t total = 0, goal = received, sum = 0, begun = 0, cpu = 0;
    for (int i = 0; which != Nobody && i < sockets; i++) {
        struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.fd = receivers[i] };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, receivers[i], &e) < 0) ws_die("epoll_ctl");
    }
    stopping = 0;
    if (which >= Waiting && pthread_create(&reader, NULL, read_all, which == Spinning ? &reader : NULL) != 0) ws_die("pthread_create");
    memset(frame, 'm', sizeof frame);
    for (int round = -rounds / 5; round < rounds; round++) {   // the first rounds only warm caches up
        if (round == 0) { begun = ws_now_ns(); cpu = cpu_ns(CLOCK_THREAD_CPUTIME_ID); }
        uint64_t took = send_round(frame);
        if (round >= 0) times[round] = took;
        goal += (uint64_t)sockets * (uint64_t)bytes;
        if (which >= Waiting) while (received < goal) ;
        else {
            for (int i = 0; i < sockets; i++) total += drain(receivers[i]);
            if (which == Asleep) {   // takes the events away, so that the next send queues them again
                struct epoll_event events[512];
                while (epoll_wait(epoll, events, 512, 0) > 0) ;
            }
        }
    }
    cpu = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    uint64_t wall = ws_now_ns() - begun;
    stopping = 1;
    if (which >= Waiting) pthread_join(reader, NULL);
    else received += total;
    for (int i = 0; which != Nobody && i < sockets; i++) epoll_ctl(epoll, EPOLL_CTL_DEL, receivers[i], NULL);
    for (int i = 0; i < rounds; i++) sum += times[i];
    qsort(times, (size_t)rounds, sizeof *times, by_value);
    printf("{\"case\":\"%s\",\"sockets\":%d,\"bytes\":%d,\"rounds\":%d,\"nsPerSendMedian\":%.0f,\"nsPerSendMean\":%.0f,\"nsPerSendBest\":%.0f,\"nsPerSendP99\":%.0f,"
        "\"senderCpuShare\":%.2f,\"deliveriesPerSecond\":%.0f}\n", names[which], sockets, bytes, rounds, (double)times[rounds / 2] / sockets, (double)sum / rounds / sockets,
        (double)times[0] / sockets, (double)times[rounds * 99 / 100] / sockets, (double)cpu / (double)wall, (double)rounds * sockets / ((double)wall / 1e9));
    fflush(stdout);
}

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[++i] : NULL;
        if (value && strcmp(name, "--sockets") == 0) sockets = atoi(value);
        else if (value && strcmp(name, "--bytes") == 0) bytes = atoi(value);
        else if (value && strcmp(name, "--rounds") == 0) rounds = atoi(value);
        else if (value && strcmp(name, "--cores") == 0 && sscanf(value, "%d,%d", &senderCore, &readerCore) == 2) continue;
        else { fprintf(stderr, "send_cost: '%s' is unknown or has no good value; usage: send_cost [--sockets N] [--bytes N] [--rounds N] [--cores A,B]\n", name); return 2; }
    }
    if (sockets < 1 || sockets > 9000 || bytes < 1 || bytes > 16384 || rounds < 10 || rounds > 1000000) {
        fprintf(stderr, "send_cost: --sockets must be 1..9000, --bytes 1..16384, --rounds 10..1000000\n");
        return 2;
    }
    ws_raise_descriptor_limit();
    senders = calloc((size_t)sockets, sizeof *senders);
    receivers = calloc((size_t)sockets, sizeof *receivers);
    uint64_t *times = calloc((size_t)rounds, sizeof *times);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!senders || !receivers || !times || epoll < 0) ws_die("send_cost");
    pin(senderCore);
    connect_pairs();
    for (enum Case which = Nobody; which < Cases; which++) measure(which, times);
    return 0;
}
