// What a client of a server-driven page does before its WebSocket is open: it loads the page and keeps its cookies. Blocking, one after another: nothing of this is measured.
#ifndef MILLRACE_PEERS_PAGE_CLIENT_H
#define MILLRACE_PEERS_PAGE_CLIENT_H

#include "ws_client.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { PageSize = 4 * 1024 * 1024, CookieSize = 2048 };

typedef struct {
    char *head, *body;             // NUL-terminated; the body without its chunks' lengths
    char cookies[CookieSize];      // as a request's Cookie field has them
} Page;

// A connection that has been made; -1 where there is none within ten seconds.
static int page_connect(int port, int index, int sources)
{
    int fd = ws_connect(port, index, sources, 0);
    struct pollfd wait = { .fd = fd, .events = POLLOUT };
    if (poll(&wait, 1, 10000) == 1 && ws_connect_error(fd) == 0) return fd;
    close(fd);
    return -1;
}

// Reads until the other side closes, or until the text in `until` has come. Returns the bytes read, -1 on an error or after ten seconds.
static ssize_t page_read(int fd, char *to, size_t room, const char *until)
{
    size_t length = 0;
    while (length + 1 < room) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        if (poll(&wait, 1, 10000) != 1) return -1;
        ssize_t n = recv(fd, to + length, until ? 1 : room - length - 1, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return -1;
        length += (size_t)n;
        to[length] = 0;
        if (n == 0 || (until && length >= strlen(until) && memcmp(to + length - strlen(until), until, strlen(until)) == 0)) return (ssize_t)length;
    }
    return -1;
}

static void page_unchunk(char *body)
{
    char *from = body, *to = body;
    for (;;) {
        char *end;
        unsigned long length = strtoul(from, &end, 16);
        if (end == from || length == 0 || strlen(end) < 2 + length) break;
        memmove(to, end + 2, length);
        to += length;
        from = end + 2 + length + 2;
    }
    *to = 0;
}

// Loads the page into work, which holds PageSize bytes. Returns NULL, or what went wrong.
static const char *page_load(Page *page, int port, int index, int sources, const char *path, char *work)
{
    char request[1024];
    int fd = page_connect(port, index, sources);
    if (fd < 0) return "the page's server does not accept";
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html\r\nConnection: close\r\n\r\n", path, port);
    if (send(fd, request, (size_t)length, MSG_NOSIGNAL) != length) { close(fd); return "the request for the page could not be sent"; }
    ssize_t read = page_read(fd, work, PageSize, NULL);
    close(fd);
    if (read <= 0) return "the page did not come within ten seconds";
    char *end = strstr(work, "\r\n\r\n");
    if (!end) return "the page has no end of its head";
    end[2] = 0;
    page->head = work;
    page->body = end + 4;
    if (strncmp(work, "HTTP/1.1 200", 12) != 0) return "the page was not answered with 200";
    size_t size = 0, at = 0;
    page->cookies[0] = 0;
    if (strcasestr(work, "\r\nTransfer-Encoding: chunked")) page_unchunk(page->body);
    for (char *line = strcasestr(work, "\r\nSet-Cookie:"); line; line = strcasestr(line + 2, "\r\nSet-Cookie:")) {
        char *value = line + 13 + strspn(line + 13, " ");
        size = strcspn(value, ";\r");
        if (at + size + 3 > CookieSize) return "the page has more cookies than there is room for";
        at += (size_t)sprintf(page->cookies + at, "%s%.*s", at ? "; " : "", (int)size, value);
    }
    return NULL;
}

// Opens the WebSocket of a page. Returns NULL and the socket, or what went wrong.
static const char *page_upgrade(int *fd, int port, int index, int sources, const char *path, const char *cookies, const char *subprotocol)
{
    static char request[CookieSize + 1024], answer[8192];
    static WsRequest key;
    if (key.length == 0) ws_request(&key, "/", port);
    const char *keyAt = strstr(key.text, "Sec-WebSocket-Key: ") + 19;
    int length = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: %.24s\r\nSec-WebSocket-Version: 13\r\n%s%s%s%s%s%s\r\n",
        path, port, port, keyAt, *subprotocol ? "Sec-WebSocket-Protocol: " : "", subprotocol, *subprotocol ? "\r\n" : "",
        *cookies ? "Cookie: " : "", cookies, *cookies ? "\r\n" : "");
    *fd = page_connect(port, index, sources);
    if (*fd < 0) return "the WebSocket's server does not accept";
    if (send(*fd, request, (size_t)length, MSG_NOSIGNAL) != length || page_read(*fd, answer, sizeof answer, "\r\n\r\n") <= 0)
        return "the WebSocket's handshake was not answered";
    return ws_status(&key, answer) == 101 ? NULL : "the server refused the WebSocket's handshake";
}

#endif
