// WebSocket ping-pong load the way it is commonly written in Go: one goroutine per client on gorilla/websocket, blocking
// WriteMessage then ReadMessage. Same options, payload checks and JSON line as the C client, so that the two can be swapped.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const payloadSize = 64

type client struct {
	connection *websocket.Conn
	histogram  histogram
	measured   int64
	failed     bool
}

func dial(port, clients int) []*client {
	all := make([]*client, clients)
	slots := make(chan struct{}, 128)
	var ready sync.WaitGroup
	for i := range all {
		i := i
		all[i] = &client{}
		ready.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; ready.Done() }()
			dialer := websocket.Dialer{ReadBufferSize: 4096, WriteBufferSize: 4096, HandshakeTimeout: 60 * time.Second}
			connection, _, err := dialer.Dial(fmt.Sprintf("ws://127.0.0.1:%d/ws/", port), nil)
			if err != nil {
				fmt.Fprintln(os.Stderr, "client:", err)
				all[i].failed = true
				return
			}
			all[i].connection = connection
		}()
	}
	ready.Wait()
	return all
}

func (c *client) run(id int, from, to time.Time) {
	message := bytes.Repeat([]byte{'m'}, payloadSize)
	for n := 0; ; n++ {
		copy(message, fmt.Sprintf("%012x.%08x", id, n))
		sent := time.Now()
		if err := c.connection.WriteMessage(websocket.TextMessage, message); err != nil {
			c.failed = true
			return
		}
		kind, reply, err := c.connection.ReadMessage()
		now := time.Now()
		if err != nil || kind != websocket.TextMessage || !bytes.Equal(reply, message) {
			c.failed = c.failed || now.Before(to)
			return
		}
		if !now.Before(to) {
			return
		}
		if !now.Before(from) {
			c.measured++
			c.histogram.record(now.Sub(sent).Microseconds())
		}
	}
}

func hold(clients int) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(0)
	}()
	fmt.Printf("holding %d\n", clients)
	buffer := make([]byte, 1)
	for {
		if _, err := os.Stdin.Read(buffer); err != nil {
			return
		}
	}
}

func main() {
	port := flag.Int("port", 0, "port of the server on 127.0.0.1")
	clients := flag.Int("clients", 100, "connections")
	seconds := flag.Float64("seconds", 5, "measured seconds")
	warmup := flag.Float64("warmup", 1, "seconds before them that do not count")
	idle := flag.Bool("idle", false, "only hold the connections, each with its reading goroutine, until stdin closes")
	flag.Parse()
	if *port < 1 || *clients < 1 {
		fmt.Fprintln(os.Stderr, "client: --port and --clients must be positive")
		os.Exit(2)
	}

	begun := time.Now()
	all := dial(*port, *clients)
	connectSeconds := time.Since(begun).Seconds()
	if *idle {
		for _, c := range all {
			if !c.failed {
				go c.connection.ReadMessage()
			}
		}
		hold(*clients)
		return
	}

	from := time.Now().Add(time.Duration(*warmup * float64(time.Second)))
	to := from.Add(time.Duration(*seconds * float64(time.Second)))
	var running sync.WaitGroup
	for i, c := range all {
		if c.failed {
			continue
		}
		c.connection.SetReadDeadline(to.Add(5 * time.Second))
		running.Add(1)
		i, c := i, c
		go func() {
			defer running.Done()
			c.run(i, from, to)
		}()
	}
	running.Wait()

	var total histogram
	var errors, silent int
	for _, c := range all {
		switch {
		case c.failed:
			errors++
		case c.measured == 0:
			silent++
		}
		total.add(&c.histogram)
		if c.connection != nil {
			c.connection.Close()
		}
	}
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"peer": "go", "clients": *clients, "window": 1, "rate": 0, "seconds": *seconds,
		"roundTrips": total.count, "perSecond": float64(total.count) / *seconds,
		"p50us": total.percentile(50), "p99us": total.percentile(99), "p999us": total.percentile(99.9), "maxus": total.max,
		"dropped": 0, "silent": silent, "errors": errors + silent, "connectSeconds": connectSeconds,
		"cpuSeconds": time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds(),
	})
}
