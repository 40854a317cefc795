module millrace/bench/peers

go 1.19

require github.com/gorilla/websocket v1.5.0

// The distribution's package: no module proxy is needed to build.
replace github.com/gorilla/websocket => /usr/share/gocode/src/github.com/gorilla/websocket
