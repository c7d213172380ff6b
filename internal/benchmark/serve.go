package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
)

// serve is our server in a process of its own: the SCIM door of the real application, on the memory engine or, where a folder is named, on the file engine
// without waiting for the disk. What comes after a change (resolver, mails) does not run: on AWS it is another function, and the peers do nothing of the kind.
// It ends when standard input does.
func serve(folder string) error {
	inproc.RoomyHeap() // as `usersync serve` does
	db := local.Memory()
	if folder != "memory" {
		var err error
		if db, err = local.Open(filepath.Join(folder, "bench.db"), local.NoSync()); err != nil {
			return err
		}
	}
	product := newApp(db)
	founded, err := product.Found(context.Background(), "Bench", true)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cpu", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]float64{"ns": cpu()})
	})
	mux.Handle("/scim/", product.SCIM())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	where := announcement{URL: "http://" + listener.Addr().String(), Base: "/scim/v2", Token: founded.SCIMToken.Reveal()}
	if err := json.NewEncoder(os.Stdout).Encode(where); err != nil {
		return err
	}
	go forget(db)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return db.Close()
}

// forget empties the change stream, as whoever reads it does.
func forget(db *local.DB) {
	for range time.Tick(100 * time.Millisecond) {
		if db.Trim(context.Background(), math.MaxUint64) != nil {
			return
		}
	}
}

func newApp(db *local.DB) *app.App {
	newID := func() string { return ulid.MustNew(ulid.Now(), rand.Reader).String() }
	return app.New(app.Config{
		DB: db, Queues: silent{}, Mailer: inproc.NewMailbox(""), Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), URL: "http://bench.test",
		Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: mathrand.Float64, Random: rand.Reader, AccountOf: inproc.AccountOf,
		Instance: newID(), Sole: true,
	})
}

// silent takes messages and does nothing with them.
type silent struct{}

func (silent) Send(context.Context, job.Queue, ...job.Message) error { return nil }

func (silent) SendLater(context.Context, job.Queue, time.Duration, ...job.Message) error { return nil }
