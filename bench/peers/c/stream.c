// What a TCP path moves, and what it adds: the two ends of the idle proxy's measurement.
//
//   stream serve PORT               accepts for ever; a connection's first byte says what it is for:
//                                   'S' take everything, then answer with the count of bytes (8 bytes, little endian);
//                                   'E' send everything back
//   stream send PORT SECONDS SIZE   sends messages of SIZE bytes for SECONDS; prints the MB/s that the other end took
//   stream echo PORT SECONDS SIZE   one message of SIZE bytes at a time, there and back; prints p50 and p99 in microseconds and round trips a second
//
// Plain blocking calls, one connection, 127.0.0.1. Linux.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { buffer_size = 256 * 1024, max_trips = 20000000 };

static void die(const char *what) { perror(what); exit(1); }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct sockaddr_in at(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return address;
}

static void all_out(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) die("send");
        bytes += sent;
        count -= (size_t)sent;
    }
}

static void all_in(int fd, char *bytes, size_t count) {
    while (count > 0) {
        ssize_t got = recv(fd, bytes, count, 0);
        if (got <= 0) { fprintf(stderr, "the connection ended\n"); exit(1); }
        bytes += got;
        count -= (size_t)got;
    }
}

static void *serve_one(void *argument) {
    int fd = (int)(intptr_t)argument;
    char *buffer = malloc(buffer_size);
    char mode = 0;
    uint64_t count = 0;
    if (recv(fd, &mode, 1, 0) == 1) {
        for (ssize_t got; (got = recv(fd, buffer, buffer_size, 0)) > 0;) {
            count += (uint64_t)got;
            if (mode == 'E') all_out(fd, buffer, (size_t)got);
        }
        if (mode == 'S') send(fd, &count, sizeof count, MSG_NOSIGNAL);
    }
    close(fd);
    free(buffer);
    return NULL;
}

static _Noreturn void serve(const char *port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in address = at(port);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0) die("listen");
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (1) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) die("accept");
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve_one, (void *)(intptr_t)fd) != 0) die("pthread_create");
        pthread_detach(thread);
    }
}

static int reach(const char *port, char mode) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = at(port);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    all_out(fd, &mode, 1);
    return fd;
}

static int send_for(const char *port, double seconds, size_t size) {
    int fd = reach(port, 'S');
    char *message = calloc(1, size);
    double start = now();
    while (now() - start < seconds) all_out(fd, message, size);
    shutdown(fd, SHUT_WR);
    uint64_t taken;
    all_in(fd, (char *)&taken, sizeof taken);
    printf("%.1f MB/s\n", (double)taken / (now() - start) / 1e6);
    return 0;
}

static int by_value(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int echo_for(const char *port, double seconds, size_t size) {
    int fd = reach(port, 'E');
    char *message = calloc(1, size);
    float *trips = malloc(sizeof(float) * max_trips);
    size_t count = 0;
    double start = now(), last = start;
    while (last - start < seconds && count < max_trips) {
        all_out(fd, message, size);
        all_in(fd, message, size);
        double done = now();
        trips[count++] = (float)((done - last) * 1e6);
        last = done;
    }
    qsort(trips, count, sizeof *trips, by_value);
    printf("p50 %.2f us p99 %.2f us rate %.0f /s\n", trips[count / 2], trips[count * 99 / 100], (double)count / (last - start));
    return 0;
}

int main(int count, char **words) {
    if (count == 3 && strcmp(words[1], "serve") == 0) serve(words[2]);
    if (count == 5 && strcmp(words[1], "send") == 0) return send_for(words[2], atof(words[3]), (size_t)atol(words[4]));
    if (count == 5 && strcmp(words[1], "echo") == 0) return echo_for(words[2], atof(words[3]), (size_t)atol(words[4]));
    fprintf(stderr, "usage: stream serve PORT | send PORT SECONDS SIZE | echo PORT SECONDS SIZE\n");
    return 2;
}
