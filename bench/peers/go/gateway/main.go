// A thin gateway of our own: gorilla/websocket in front, backends behind over TCP with one JSON object a line (the plain form of the
// gateway's backend protocol). A client keeps the backend that accepted it. One goroutine reads and one writes for each client and for each
// backend; writers flush when nothing more waits. No limits, no queue while no backend is there, no redelivery: what it leaves out
// makes it faster, never slower.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const (
	clientQueue    = 256
	backendQueue   = 4096
	requestTimeout = 10 * time.Second
)

var upgrader = websocket.Upgrader{
	ReadBufferSize:  4096,
	WriteBufferSize: 4096,
	CheckOrigin:     func(*http.Request) bool { return true },
}

type line struct {
	RequestID string `json:"request_id"`
	Action    string `json:"action"`
	Params    any    `json:"params"`
}

type context struct {
	ClientID string          `json:"client_id"`
	RoomID   string          `json:"room_id"`
	Metadata json.RawMessage `json:"metadata"`
}

type event struct {
	Message *string `json:"message,omitempty"`
	Context context `json:"context"`
}

type question struct {
	Headers    http.Header `json:"headers"`
	URL        string      `json:"url"`
	RemoteAddr string      `json:"remote_addr"`
}

type action struct {
	RequestID string          `json:"request_id"`
	Action    string          `json:"action"`
	Params    json.RawMessage `json:"params"`
}

type params struct {
	Accepted *bool  `json:"accepted"`
	ClientID string `json:"client_id"`
	RoomID   string `json:"room_id"`
	ConnID   string `json:"conn_id"`
	Message  string `json:"message"`
}

type client struct {
	socket  *websocket.Conn
	queue   chan []byte
	context context
	backend *backend
}

type backend struct {
	socket net.Conn
	queue  chan []byte
}

type answer struct {
	params
	raw  json.RawMessage
	from *backend
}

type gateway struct {
	sync.RWMutex
	backends  []*backend
	clients   map[string]*client
	rooms     map[string]map[*client]bool
	questions map[string]chan answer
	next      atomic.Uint64
}

func (g *gateway) id() string { return strconv.FormatUint(g.next.Add(1), 16) }

func (b *backend) send(l line) {
	text, err := json.Marshal(l)
	if err != nil {
		log.Fatal(err)
	}
	b.queue <- append(text, '\n')
}

func (b *backend) write() {
	writer := bufio.NewWriterSize(b.socket, 64*1024)
	for text := range b.queue {
		writer.Write(text)
		if len(b.queue) == 0 && writer.Flush() != nil {
			b.socket.Close()
		}
	}
}

func (g *gateway) attach(socket net.Conn) {
	b := &backend{socket, make(chan []byte, backendQueue)}
	go b.write()
	g.Lock()
	g.backends = append(g.backends, b)
	g.Unlock()
	reader := bufio.NewReaderSize(socket, 64*1024)
	for {
		text, err := reader.ReadBytes('\n')
		if err != nil {
			break
		}
		var a action
		var p params
		if json.Unmarshal(text, &a) == nil && json.Unmarshal(a.Params, &p) == nil {
			g.act(a, p, b)
		}
	}
	g.Lock()
	for i := range g.backends {
		if g.backends[i] == b {
			g.backends = append(g.backends[:i], g.backends[i+1:]...)
			break
		}
	}
	g.Unlock()
}

func (g *gateway) act(a action, p params, from *backend) {
	if a.Action == "response" {
		g.Lock()
		waiting := g.questions[a.RequestID]
		delete(g.questions, a.RequestID)
		g.Unlock()
		if waiting != nil {
			waiting <- answer{p, a.Params, from}
		}
		return
	}
	var full []*client
	g.RLock()
	offer := func(c *client) {
		select {
		case c.queue <- []byte(p.Message):
		default:
			full = append(full, c)
		}
	}
	switch a.Action {
	case "message_to_room":
		for c := range g.rooms[p.RoomID] {
			offer(c)
		}
	case "message_to_connection":
		if c := g.clients[p.ConnID]; c != nil {
			offer(c)
		}
	case "broadcast":
		for _, c := range g.clients {
			offer(c)
		}
	}
	g.RUnlock()
	for _, c := range full {
		c.socket.Close()
	}
}

func (g *gateway) ask(r *http.Request) (answer, int) {
	reply, id := make(chan answer, 1), g.id()
	g.Lock()
	if len(g.backends) == 0 {
		g.Unlock()
		return answer{}, http.StatusServiceUnavailable
	}
	b := g.backends[int(g.next.Load())%len(g.backends)]
	g.questions[id] = reply
	g.Unlock()
	b.send(line{id, "connection_request", question{r.Header, r.URL.Path, r.RemoteAddr}})
	select {
	case a := <-reply:
		if a.Accepted != nil && !*a.Accepted {
			return a, http.StatusForbidden
		}
		return a, http.StatusSwitchingProtocols
	case <-time.After(requestTimeout):
		g.Lock()
		delete(g.questions, id)
		g.Unlock()
		return answer{}, http.StatusGatewayTimeout
	}
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	a, status := g.ask(r)
	if status != http.StatusSwitchingProtocols {
		http.Error(w, http.StatusText(status), status)
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has already answered
	}
	c := &client{socket, make(chan []byte, clientQueue), context{a.ClientID, a.RoomID, a.raw}, a.from}
	g.Lock()
	g.clients[a.ClientID] = c
	if g.rooms[a.RoomID] == nil {
		g.rooms[a.RoomID] = map[*client]bool{}
	}
	g.rooms[a.RoomID][c] = true
	g.Unlock()
	c.backend.send(line{g.id(), "new_connection", event{nil, c.context}})
	ended := make(chan struct{})
	go c.write(ended)
	c.read(g)
	close(ended)
	g.Lock()
	delete(g.clients, a.ClientID)
	delete(g.rooms[a.RoomID], c)
	if len(g.rooms[a.RoomID]) == 0 {
		delete(g.rooms, a.RoomID)
	}
	g.Unlock()
	c.backend.send(line{g.id(), "disconnected", event{nil, c.context}})
}

func (c *client) write(ended chan struct{}) {
	for {
		select {
		case text := <-c.queue:
			if c.socket.WriteMessage(websocket.TextMessage, text) != nil {
				c.socket.Close()
				return
			}
		case <-ended:
			return
		}
	}
}

func (c *client) read(g *gateway) {
	defer c.socket.Close()
	c.socket.SetReadLimit(1 << 20)
	for {
		_, data, err := c.socket.ReadMessage()
		if err != nil {
			return
		}
		text := string(data)
		c.backend.send(line{g.id(), "new_message", event{&text, c.context}})
	}
}

func listen(port int) net.Listener {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func main() {
	port := flag.Int("port", 0, "port of the clients on 127.0.0.1, 0 for any")
	backendPort := flag.Int("backend-port", 0, "port of the backends on 127.0.0.1, 0 for any")
	flag.Parse()
	front, behind := listen(*port), listen(*backendPort)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(0)
	}()
	g := &gateway{clients: map[string]*client{}, rooms: map[string]map[*client]bool{}, questions: map[string]chan answer{}}
	go func() {
		for {
			socket, err := behind.Accept()
			if err != nil {
				log.Fatal(err)
			}
			go g.attach(socket)
		}
	}()
	fmt.Printf("ready %d %d\n", front.Addr().(*net.TCPAddr).Port, behind.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(front, http.HandlerFunc(g.serve)))
}
