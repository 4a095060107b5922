// Asks one server for one file over and over, on several connections at once, for some seconds, and prints what came
// as one line of JSON. It reads into one buffer a connection and discards, so that it costs as little as a client can.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// What one run came to.
type result struct {
	// Bytes of bodies that came in Seconds, of files that were not read to their end too.
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
	// Files that came whole.
	Files int64 `json:"files"`
	// Milliseconds from the sending of a request to the first byte of its answer: median and 95th percentile.
	FirstByte   float64 `json:"firstByte"`
	FirstByte95 float64 `json:"firstByte95"`
	Requests    int     `json:"requests"`
}

func main() {
	address := flag.String("url", "", "what to ask for")
	connections := flag.Int("connections", 1, "connections at once")
	seconds := flag.Float64("seconds", 2, "how long to ask")
	size := flag.Int("buffer", 256*1024, "bytes of a read")
	flag.Parse()
	target, err := url.Parse(*address)
	if err != nil || target.Host == "" {
		fail(fmt.Errorf("no URL: %q", *address))
	}
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", target.RequestURI(), target.Host)

	var bytes, files atomic.Int64
	times := make([][]float64, *connections)
	var group sync.WaitGroup
	var ready sync.WaitGroup
	start := make(chan struct{})
	var deadline time.Time
	ready.Add(*connections)
	for i := range *connections {
		group.Add(1)
		go func() {
			defer group.Done()
			conn, err := net.Dial("tcp", target.Host)
			if err != nil {
				fail(err)
			}
			defer conn.Close()
			ready.Done()
			<-start
			conn.SetDeadline(deadline)
			times[i] = ask(conn, request, *size, deadline, &bytes, &files)
		}()
	}
	ready.Wait()
	began := time.Now()
	deadline = began.Add(time.Duration(*seconds * float64(time.Second)))
	close(start)
	group.Wait()
	took := time.Since(began).Seconds()
	all := []float64{}
	for _, some := range times {
		all = append(all, some...)
	}
	sort.Float64s(all)
	if len(all) == 0 {
		// Nothing was answered: it takes so long at least.
		all = append(all, took*1000)
	}
	out := result{bytes.Load(), took, files.Load(), at(all, 0.5), at(all, 0.95), len(all)}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		fail(err)
	}
}

// Asks and reads on one connection until the deadline; gives the milliseconds to the first byte of each answer.
func ask(conn net.Conn, request string, size int, deadline time.Time, bytes, files *atomic.Int64) []float64 {
	times := []float64{}
	buffer := make([]byte, size)
	for time.Now().Before(deadline) {
		sent := time.Now()
		if _, err := conn.Write([]byte(request)); err != nil {
			ended(err)
			return times
		}
		count, err := conn.Read(buffer)
		if err != nil {
			ended(err)
			return times
		}
		times = append(times, float64(time.Since(sent).Nanoseconds())/1e6)
		head, have := readHead(conn, buffer, count)
		length := lengthOf(head)
		bytes.Add(int64(have))
		for left := length - int64(have); left > 0; {
			count, err := conn.Read(buffer)
			bytes.Add(int64(count))
			left -= int64(count)
			if err != nil {
				ended(err)
				return times
			}
		}
		files.Add(1)
	}
	return times
}

// Reads on until the head is whole; gives it and how many bytes of the body came with it.
func readHead(conn net.Conn, buffer []byte, count int) (string, int) {
	for {
		text := string(buffer[:min(count, 16*1024)])
		if end := strings.Index(text, "\r\n\r\n"); end >= 0 {
			return text[:end+4], count - end - 4
		}
		more, err := conn.Read(buffer[count:])
		if err != nil {
			fail(err)
		}
		count += more
	}
}

func lengthOf(head string) int64 {
	lines := bufio.NewScanner(strings.NewReader(head))
	lines.Scan()
	status := lines.Text()
	if !strings.Contains(status, " 200 ") && !strings.Contains(status, " 206 ") {
		fail(fmt.Errorf("answered with %s", status))
	}
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		if strings.EqualFold(name, "Content-Length") {
			length, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			if err != nil {
				fail(err)
			}
			return length
		}
	}
	fail(fmt.Errorf("an answer without a Content-Length"))
	return 0
}

// The end of the time is no failure; all else is.
func ended(err error) {
	if timeout, is := err.(net.Error); !is || !timeout.Timeout() {
		fail(err)
	}
}

func at(sorted []float64, share float64) float64 {
	return sorted[min(int(float64(len(sorted))*share), len(sorted)-1)]
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "load:", err)
	os.Exit(1)
}
