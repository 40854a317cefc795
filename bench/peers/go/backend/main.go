// A thin echo backend for any gateway that speaks the plain form of the backend protocol: one JSON object a line over TCP.
// Accepts everybody into the room that the path names. Where the last part of the path begins with "room", a message goes to the whole
// room, any other goes back to the client that sent it. Connections are independent; each answers in the order of its lines and flushes when none waits.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"path"
	"strings"
	"sync/atomic"
	"syscall"
)

type line struct {
	RequestID string `json:"request_id"`
	Action    string `json:"action"`
	Params    struct {
		URL     string `json:"url"`
		Message string `json:"message"`
		Context struct {
			ClientID string `json:"client_id"`
			RoomID   string `json:"room_id"`
		} `json:"context"`
	} `json:"params"`
}

type params struct {
	Accepted bool      `json:"accepted,omitempty"`
	ClientID string    `json:"client_id,omitempty"`
	RoomID   string    `json:"room_id,omitempty"`
	ConnID   string    `json:"conn_id,omitempty"`
	Message  *string   `json:"message,omitempty"`
	Metadata *struct{} `json:"metadata,omitempty"`
}

type answer struct {
	RequestID string `json:"request_id"`
	Action    string `json:"action"`
	Params    params `json:"params"`
}

var clients atomic.Uint64

func reply(l *line) *answer {
	switch l.Action {
	case "connection_request":
		id := fmt.Sprintf("client-%d-%d", os.Getpid(), clients.Add(1))
		return &answer{l.RequestID, "response", params{Accepted: true, ClientID: id, RoomID: l.Params.URL, Metadata: &struct{}{}}}
	case "new_message":
		if strings.HasPrefix(path.Base(l.Params.Context.RoomID), "room") {
			return &answer{l.RequestID, "message_to_room", params{RoomID: l.Params.Context.RoomID, Message: &l.Params.Message}}
		}
		return &answer{l.RequestID, "message_to_connection", params{ConnID: l.Params.Context.ClientID, Message: &l.Params.Message}}
	}
	return nil
}

func serve(socket net.Conn) {
	reader, writer := bufio.NewReaderSize(socket, 64*1024), bufio.NewWriterSize(socket, 64*1024)
	for {
		text, err := reader.ReadBytes('\n')
		if err != nil {
			log.Fatalf("the gateway's connection ended: %v", err)
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			log.Fatalf("a line that is no JSON: %v", err)
		}
		if a := reply(&l); a != nil {
			out, err := json.Marshal(a)
			if err != nil {
				log.Fatal(err)
			}
			writer.Write(append(out, '\n'))
		}
		if reader.Buffered() == 0 {
			if err := writer.Flush(); err != nil {
				log.Fatalf("the gateway's connection ended: %v", err)
			}
		}
	}
}

func main() {
	gateway := flag.String("gateway", "127.0.0.1:8081", "address of the gateway's backend port")
	connections := flag.Int("connections", 1, "connections to it")
	flag.Parse()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	for i := 0; i < *connections; i++ {
		socket, err := net.Dial("tcp", *gateway)
		if err != nil {
			log.Fatal(err)
		}
		go serve(socket)
	}
	fmt.Printf("ready %d\n", *connections)
	<-stop
}
