package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	consolefiles "usersync/console"
	"usersync/internal/app"
	"usersync/internal/console"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/oauthapi"
	"usersync/internal/provision"
	"usersync/internal/web"
)

// serveCommand is `usersync serve`.
type serveCommand struct {
	Listen            string `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Where to listen; port 0 takes a free one. Default: ${default}."`
	Data              string `default:".usersync" type:"path" placeholder:"FOLDER" help:"Where data is kept. A new folder gets an account with one connection and keys that are shown once. Default: ${default}."`
	ReadyFile         string `type:"path" placeholder:"FILE" help:"Write addresses and new keys to this file, as JSON, once ready."`
	NewKeys           bool   `help:"Replace the keys that serve made itself, and show the new ones."`
	ScimResourceTypes string `type:"existingdir" placeholder:"FOLDER" help:"Serve resource types of your own beside users and groups: a folder of JSON files, each with a ResourceType or Schema document of RFC 7643, or a list of them."`
	Demo              bool   `help:"Fill an empty account with a sample company of 2,000 people, which takes some seconds."`
	ScimRate          int    `default:"0" placeholder:"N" help:"How many SCIM requests a second a connection may send unless it is set otherwise: 100 to 1000; more are refused with 429. Default: 0, no limit."`
	SMTP              string `name:"smtp" placeholder:"HOST:PORT" help:"Send every mail by an SMTP server: over STARTTLS where it offers that. Credentials are in USERSYNC_SMTP_USER and USERSYNC_SMTP_PASSWORD. Without it mails are kept in the mailbox alone."`
	SMTPFrom          string `name:"smtp-from" default:"usersync@localhost" placeholder:"ADDRESS" help:"The address that such mails come from. Default: ${default}."`
	LogFormat         string `default:"text" enum:"text,json" help:"How to write the log (to standard error): ${enum}. Default: ${default}."`
	LogLevel          string `default:"info" enum:"debug,info,warn,error" help:"What to log: ${enum}. Default: ${default}."`
}

// stopWithin is how long requests and messages under way may take to finish after Ctrl-C.
const stopWithin = 10 * time.Second

// Validate refuses a rate that identity providers would run into. kong calls it.
func (c *serveCommand) Validate() error {
	if n := c.ScimRate; n != 0 && (n < provision.MinRequests || n > provision.MaxRequests) {
		return fmt.Errorf("--scim-rate must be from %d to %d, or 0 for no limit", provision.MinRequests, provision.MaxRequests)
	}
	return nil
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context) error {
	inproc.RoomyHeap()
	log := c.logger()
	types, err := resourceTypes(c.ScimResourceTypes)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	db, err := local.Open(filepath.Join(c.Data, "usersync.db"))
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s: %w (choose another address with --listen)", c.Listen, err), db.Close())
	}
	m := newMachine(db, "http://"+listener.Addr().String(), c, types, log)
	return errors.Join(c.serve(ctx, m, listener), db.Close())
}

func (c *serveCommand) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // kong has checked it
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

// serve runs the machine and its doors, and ends them in order: no new requests, no new messages, then the rest.
func (c *serveCommand) serve(ctx context.Context, m *machine, listener net.Listener) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	opening, err := m.open(working, c.NewKeys)
	if err != nil {
		return err
	}
	m.queues.Start(working)
	var clocks sync.WaitGroup
	m.start(working, &clocks)

	pages, err := console.New(consolefiles.Files())
	if err != nil {
		return err
	}
	server := &http.Server{Handler: m.doors(pages), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	server.RegisterOnShutdown(func() { close(m.closing) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if err := c.announce(opening); err != nil {
		return err
	}
	if c.Demo {
		clocks.Go(func() { m.demo(working, opening.Account) })
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = shutDown(context.WithoutCancel(ctx), server)
	}
	stop()
	m.queues.Stop()
	clocks.Wait()
	return err
}

func shutDown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("some requests did not finish within %v: %w", stopWithin, err)
	}
	return nil
}

// doors is all that listens: the product's two interfaces, the console, the page that says what is where, and health.
func (m *machine) doors(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", m.home)
	mux.HandleFunc("GET /healthz", plain("ok"))
	mux.HandleFunc("GET /readyz", m.isReady)
	mux.HandleFunc("GET /version", plain(version))
	scim := m.app.SCIM()
	return web.Mount(mux, map[string]http.Handler{"/scim": scim, oauthapi.MetadataPath: scim, "/api": m.app.Admin(), "/mailbox": mailboxPage(), strings.TrimSuffix(console.Prefix, "/"): pages})
}

func plain(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintln(w, text)
	}
}

// isReady answers whether the storage does.
func (m *machine) isReady(w http.ResponseWriter, r *http.Request) {
	if err := m.app.Ready(r.Context()); err != nil {
		m.log.Error("not ready", "error", err)
		http.Error(w, "the storage does not answer", http.StatusServiceUnavailable)
		return
	}
	plain("ready")(w, r)
}

// opening is what is said once at the start.
type opening struct {
	Account string
	URL     string
	Secrets app.Secrets
	Code    string // signs one browser in to the console
	Fresh   bool   // the secrets are new
}
