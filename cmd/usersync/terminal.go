package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"usersync/internal/cli"
	"usersync/internal/inproc"
)

// terminal is this machine, as the verbs see it.
func terminal() *cli.Terminal {
	in, out, err := term.IsTerminal(int(os.Stdin.Fd())), term.IsTerminal(int(os.Stdout.Fd())), term.IsTerminal(int(os.Stderr.Fd()))
	t := &cli.Terminal{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Asks: in && err, Shows: out, Progress: err,
		Getenv: os.Getenv, Folder: profiles(), Version: version, Now: time.Now, NewID: newID, Sleep: inproc.Sleep,
	}
	if in {
		t.Hidden = hidden
	}
	return t
}

// profiles is the folder of the configuration: on Linux ~/.config/usersync, or what XDG_CONFIG_HOME says; "" where there is none.
func profiles() string {
	if folder := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "usersync")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".config", "usersync")
}

// hidden reads a line from the terminal without showing it.
func hidden() (string, error) {
	text, err := term.ReadPassword(int(os.Stdin.Fd()))
	if err != nil {
		return "", fmt.Errorf("read the key: %w", err)
	}
	return string(text), nil
}
