// A chat room the way gorilla/websocket is commonly used: one hub goroutine per room that owns its clients, a goroutine that reads and
// one that writes for each client, a buffered channel between them, and a client whose channel is full is evicted. The path is the room.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const (
	queueLength  = 256
	writeTimeout = 10 * time.Second
)

var upgrader = websocket.Upgrader{
	ReadBufferSize:  4096,
	WriteBufferSize: 4096,
	CheckOrigin:     func(*http.Request) bool { return true },
}

type message struct {
	kind int
	data []byte
}

type client struct {
	socket *websocket.Conn
	queue  chan message
}

type hub struct {
	clients   map[*client]bool
	join      chan *client
	leave     chan *client
	broadcast chan message
}

func newHub() *hub {
	h := &hub{map[*client]bool{}, make(chan *client), make(chan *client), make(chan message)}
	go h.run()
	return h
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.join:
			h.clients[c] = true
		case c := <-h.leave:
			h.drop(c)
		case m := <-h.broadcast:
			for c := range h.clients {
				select {
				case c.queue <- m:
				default:
					h.drop(c)
				}
			}
		}
	}
}

func (h *hub) drop(c *client) {
	if h.clients[c] {
		delete(h.clients, c)
		close(c.queue)
	}
}

func (c *client) write() {
	defer c.socket.Close()
	for m := range c.queue {
		c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
		if c.socket.WriteMessage(m.kind, m.data) != nil {
			return
		}
	}
	c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseTryAgainLater, ""), time.Now().Add(time.Second))
}

func (c *client) read(h *hub) {
	defer func() { h.leave <- c }()
	c.socket.SetReadLimit(1 << 20)
	for {
		kind, data, err := c.socket.ReadMessage()
		if err != nil {
			return
		}
		h.broadcast <- message{kind, data}
	}
}

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1, 0 for any")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(0)
	}()
	var mutex sync.Mutex
	hubs := map[string]*hub{}
	serve := func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		h := hubs[r.URL.Path]
		if h == nil {
			h = newHub()
			hubs[r.URL.Path] = h
		}
		mutex.Unlock()
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // the upgrader has already answered
		}
		c := &client{socket, make(chan message, queueLength)}
		h.join <- c
		go c.write()
		go c.read(h)
	}
	fmt.Printf("ready %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, http.HandlerFunc(serve)))
}
